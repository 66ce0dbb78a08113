-- Puts what was used in the place of a lease.
-- KEYS: the counter, its leases. ARGV: the lease, its amount, what was used, the slot that it was admitted in, that slot's end
-- with the window in microseconds (0: no rate), the beginning and the end of the period that it was admitted in in seconds (0: no
-- quota), whether this may have been told before, the limits of the rate and of the quota (-1: none).
-- Answers: by how much a limit is passed that wasn't before.
local amount, used, ends = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[7])
local time = redis.call('TIME')
local seconds = tonumber(time[1])
local now = seconds * 1000000 + tonumber(time[2])

local leased = redis.call('ZREM', KEYS[2], ARGV[1]) == 1
if leased then
  if redis.call('HINCRBY', KEYS[1], 'open', '-' .. ARGV[2]) < 0 then
    redis.call('HSET', KEYS[1], 'open', 0)
  end
elseif redis.call('ZREM', KEYS[2], '!' .. ARGV[1]) == 0 and ARGV[8] == '1' then
  -- It came the first time.
  return 0
end
if used == 0 then
  return 0
end

local function keep(millis)
  if redis.call('PTTL', KEYS[1]) < millis then
    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil(millis)))
  end
end
local period = redis.call('HGET', KEYS[1], 'begins')
if tonumber(ARGV[5]) > now then
  redis.call('HINCRBY', KEYS[1], ARGV[4], ARGV[3])
  keep((tonumber(ARGV[5]) - now) / 1000 + 1000)
end
if ends > seconds and (not period or period == ARGV[6]) then
  -- A Redis that was started anew has forgotten the period.
  redis.call('HSET', KEYS[1], 'begins', ARGV[6])
  redis.call('HINCRBY', KEYS[1], 'used', ARGV[3])
  keep((ends - seconds + 1) * 1000)
end

local rate, quota = 0, 0
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local name, value = all[at], tonumber(all[at + 1])
  if name == 'open' then
    rate, quota = rate + value, quota + value
  elseif name == 'used' then
    quota = quota + value
  elseif name ~= 'begins' then
    rate = rate + value
  end
end
local freed = leased and amount or 0
local function passed(limit, total)
  if limit < 0 then return 0 end
  return math.max(total - limit, 0) - math.max(total - used + freed - limit, 0)
end
return math.max(passed(tonumber(ARGV[9]), rate), passed(tonumber(ARGV[10]), quota), 0)
