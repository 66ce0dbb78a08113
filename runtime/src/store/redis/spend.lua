-- A quota, as store/fixed.rs has it.
-- KEYS: the counter. ARGV: length of a period in seconds (0: it doesn't end), anchor, calls, bytes (-1: no limit), cost.
-- Answers: admitted, calls that remain, wait in microseconds (-1: never), the period's beginning.
local length, anchor = tonumber(ARGV[1]), tonumber(ARGV[2])
local calls, bytes, cost = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local now = tonumber(redis.call('TIME')[1])
local begins, ends = 0, nil
if length > 0 then
  -- The remainder of a floored division, so the anchor may lie in the future.
  begins = now - (now - anchor) % length
  ends = begins + length
end
local wait = ends and (ends - now) * 1000000 or -1

local used = redis.call('HMGET', KEYS[1], 'begins', 'calls', 'bytes')
local used_calls, used_bytes = 0, 0
if used[1] and tonumber(used[1]) == begins then
  used_calls, used_bytes = tonumber(used[2]), tonumber(used[3])
end

local left = calls >= 0 and math.max(calls - used_calls, 0) or 0
local admitted = (calls < 0 or left >= cost) and (bytes < 0 or used_bytes < bytes)
if not admitted then
  return {0, left, wait, begins}
end
redis.call('HSET', KEYS[1], 'begins', begins, 'calls', used_calls + cost, 'bytes', used_bytes)
if ends then
  redis.call('EXPIREAT', KEYS[1], ends + 1)
else
  redis.call('PERSIST', KEYS[1])
end
return {1, calls >= 0 and left - cost or 0, wait, begins}
