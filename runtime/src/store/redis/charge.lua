-- Adds the bytes of calls to the period that they were counted in, unless that has passed.
-- KEYS: the counter. ARGV: the period's beginning, its end in seconds (-1: it doesn't end), bytes.
local begins = redis.call('HGET', KEYS[1], 'begins')
if begins and tonumber(begins) == tonumber(ARGV[1]) then
  redis.call('HINCRBY', KEYS[1], 'bytes', ARGV[3])
elseif not begins then
  -- A Redis that was started anew has forgotten it.
  local ends = tonumber(ARGV[2])
  if ends < 0 or tonumber(redis.call('TIME')[1]) < ends then
    redis.call('HSET', KEYS[1], 'begins', ARGV[1], 'calls', 0, 'bytes', ARGV[3])
    if ends >= 0 then redis.call('EXPIREAT', KEYS[1], ends + 1) end
  end
end
return 0
