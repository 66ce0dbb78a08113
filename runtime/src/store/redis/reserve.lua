-- A budget, as store/budget.rs has it. Reserves a part of it as a lease.
-- KEYS: the counter, its leases. ARGV: limit of the rate (-1: none), its window and the length of a slot in microseconds, limit of
-- the quota (-1: none), four beginnings of periods in seconds, the least that must be left, the most that is reserved, whether more
-- than what is left may be, the lease's name, how long it holds in microseconds.
-- Answers: refused (0: no, 1: by the rate, 2: by the quota), amount, what is left of the rate, of the quota, wait in microseconds
-- (-1: never), now in microseconds, the beginning of the period.
local rate, window, slot, quota = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local least, most, beyond = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11] == '1'
local time = redis.call('TIME')
local seconds = tonumber(time[1])
local now = seconds * 1000000 + tonumber(time[2])
local function whole(number) return string.format('%.0f', number) end

-- Leases of gateways that renew them no more. That one has expired is remembered for an hour, by a `!` before its name: its
-- gateway may only have lost its way, and tell yet what the call has used.
for _, lease in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', whole(now))) do
  redis.call('ZREM', KEYS[2], lease)
  if lease:sub(1, 1) ~= '!' then
    if redis.call('HINCRBY', KEYS[1], 'open', '-' .. lease:match('%d+$')) < 0 then
      redis.call('HSET', KEYS[1], 'open', 0)
    end
    redis.call('ZADD', KEYS[2], whole(now + 3600000000), '!' .. lease)
  end
end

local begins, ends = 0, 0
for place = 5, 7 do
  if seconds >= tonumber(ARGV[place]) or place == 5 then
    begins, ends = tonumber(ARGV[place]), tonumber(ARGV[place + 1])
  end
end

local open, spent, used, period = 0, 0, 0, nil
local slots = {}
local all = redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local name, value = all[at], tonumber(all[at + 1])
  if name == 'open' then
    open = value
  elseif name == 'used' then
    used = value
  elseif name == 'begins' then
    period = value
  else
    local leaves = (tonumber(name) + 1) * slot + window
    if leaves <= now then
      redis.call('HDEL', KEYS[1], name)
    else
      spent = spent + value
      slots[#slots + 1] = {leaves, value}
    end
  end
end
if quota >= 0 and period ~= begins then
  used = 0
  redis.call('HSET', KEYS[1], 'begins', whole(begins), 'used', 0)
end

local rate_left = rate >= 0 and math.max(rate - spent - open, 0) or 0
local quota_left = quota >= 0 and math.max(quota - used - open, 0) or 0
if quota >= 0 and quota_left < least then
  local wait = -1
  if quota - used >= least then
    wait = 1000000
  elseif quota >= least then
    wait = (ends - seconds) * 1000000
  end
  return {2, 0, rate_left, quota_left, wait, now, begins}
end
if rate >= 0 and rate_left < least then
  local wait = -1
  if rate >= least then
    wait = 1000000
    local total = spent + open
    table.sort(slots, function(one, other) return one[1] < other[1] end)
    for _, entry in ipairs(slots) do
      total = total - entry[2]
      if rate - total >= least then
        wait = entry[1] - now
        break
      end
    end
  end
  return {1, 0, rate_left, quota_left, wait, now, begins}
end

local amount = most
if not beyond then
  if rate >= 0 then amount = math.min(amount, rate_left) end
  if quota >= 0 then amount = math.min(amount, quota_left) end
end
redis.call('HINCRBY', KEYS[1], 'open', whole(amount))
redis.call('ZADD', KEYS[2], whole(now + tonumber(ARGV[13])), ARGV[12] .. ':' .. whole(amount))

-- Both are kept as long as anything in them counts.
local kept = math.max(window + slot, tonumber(ARGV[13])) / 1000 + 1000
if quota >= 0 then kept = math.max(kept, (ends - seconds + 1) * 1000) end
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) < kept then redis.call('PEXPIRE', key, whole(math.ceil(kept))) end
end
return {0, amount, math.max(rate_left - amount, 0), math.max(quota_left - amount, 0), 0, now, begins}
