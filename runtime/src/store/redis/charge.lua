-- Adds the bytes of a call to the period that it was counted in, unless that has passed.
-- KEYS: the counter. ARGV: the period's beginning, bytes.
local begins = redis.call('HGET', KEYS[1], 'begins')
if begins and tonumber(begins) == tonumber(ARGV[1]) then
  redis.call('HINCRBY', KEYS[1], 'bytes', ARGV[2])
end
return 0
