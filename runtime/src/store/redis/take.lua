-- A sliding window, as store/sliding.rs has it.
-- KEYS: the counter. ARGV: limit, period, longest span of an entry, cost, whether it counts; times in microseconds.
-- Answers: admitted, remaining, wait (-1: never), 0.
local limit, period, span, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('GET', KEYS[1])
local entries = kept and cmsgpack.unpack(kept) or {}
local newest = entries[#entries]
if newest and newest[2] > now then now = newest[2] end

-- What has left the window.
local alive, total = {}, 0
for _, entry in ipairs(entries) do
  if entry[2] + period > now then
    alive[#alive + 1] = entry
    total = total + entry[3]
  end
end

local left = math.max(limit - total, 0)
if cost > left then
  local wait = -1
  for _, entry in ipairs(alive) do
    total = total - entry[3]
    if limit - total >= cost then
      wait = entry[2] + period - now
      break
    end
  end
  return {0, left, wait, 0}
end

if ARGV[5] == '0' then
  return {1, left, 0, 0}
end
if cost > 0 then
  newest = alive[#alive]
  if newest and now - newest[1] < span then
    newest[2] = now
    newest[3] = newest[3] + cost
  else
    alive[#alive + 1] = {now, now, cost}
  end
  redis.call('SET', KEYS[1], cmsgpack.pack(alive), 'PX', math.ceil(period / 1000) + 1)
end
return {1, left - cost, 0, 0}
