-- Renews leases of calls that still run.
-- KEYS: the counter, its leases. ARGV: how long they hold in microseconds, the leases.
local time = redis.call('TIME')
local until_when = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1]))
for at = 2, #ARGV do
  redis.call('ZADD', KEYS[2], 'XX', until_when, ARGV[at])
end
local kept = tonumber(ARGV[1]) / 1000 + 1000
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) < kept then redis.call('PEXPIRE', key, string.format('%.0f', math.ceil(kept))) end
end
return 0
