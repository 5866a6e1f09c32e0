-- Token buckets, an algorithm of rate-limit.lua. The counter is a hash with the level, the time of the level, the length
-- with the units in a ms, and an id. The level is what has been taken and has not accrued again, in permits multiplied
-- by the length: whole numbers only. In each unit of time, the level sinks by the limit. The unit is 1 us, or 1 ms where
-- the product of burst and length in us is not exact in a double. The receipt is the time at which the permits were
-- taken, in us, and the id of the counter: a bucket that has been full has another id.

-- Converts us to whole units, of which a ms has 1 or 1000.
local function in_units(micros, units)
  return units == 1000 and micros or math.floor(micros / 1000)
end

-- The ms in which a level accrues. One division: two could round up past a whole number.
local function accrual(level, limit, units)
  return math.ceil(level / (limit * units))
end

-- Reads the bucket as of now. Returns the level, the time and the length, in units, the units in a ms, the id, whether
-- the time is that of the clock, and the ms until the block ends, nil if there is none. Returns nil if the counter is not
-- a number.
local function read_token_bucket(key, limit, length, burst)
  local kept, blocked = read(key, 'level', 'time', 'length', 'id')
  local units = burst * length * 1000 <= 2 ^ 52 and 1000 or 1
  local now = in_units(now_micros(), units)
  local per = length * units
  if not kept[2] then
    return 0, now, per, units, nil, true, blocked
  end
  local level, time = tonumber(kept[2]), tonumber(kept[3])
  local of, of_units = string.match(kept[4] or '', '^(%d+)/(%d+)$')
  if not (level and time and of) then
    return nil
  end
  if tonumber(of) ~= per or tonumber(of_units) ~= units then
    -- the policy has changed: the permits in use stay as many
    level = math.min(math.ceil(level / of * length) * units, 2 ^ 52)
    if tonumber(of_units) ~= units then
      time = units == 1 and math.floor(time / 1000) or time * 1000
    end
  end
  -- if the clock was set back, the time stands still: otherwise the same time would count twice
  local elapsed = math.max(0, now - time)
  level = elapsed >= level / limit and 0 or level - elapsed * limit
  return level, math.max(now, time), per, units, kept[5], now >= time, blocked
end

-- Returns whether the cost is within the burst, the permits in use, the ms until all have accrued, the ms until the
-- cost fits, the level, and the id. Instead of the level returns '' if the time is not that of the clock. Returns nil if
-- the counter is not a number.
local function check_token_bucket(key, cost, limit, length, burst)
  cost, limit, length, burst = tonumber(cost), tonumber(limit), tonumber(length), tonumber(burst)
  local level, _, per, units, id, on_time, blocked = read_token_bucket(key, limit, length, burst)
  if not level then
    return nil
  elseif blocked then
    return false, burst, blocked, blocked, ''
  end
  local over = level + (cost - burst) * per
  return over <= 0,
    math.ceil(level / per),
    level > 0 and accrual(level, limit, units) or length,
    over > 0 and accrual(over, limit, units) or 0,
    on_time and level or '',
    id
end

-- Writes the bucket. Returns the permits in use, and the ms until all have accrued.
local function write_token_bucket(key, limit, level, now, per, units, id)
  if level <= 0 then
    call('DEL', key)
    return 0, per / units
  end
  local reset = accrual(level, limit, units)
  call('HSET', key, 'level', whole(level), 'time', whole(now), 'length', whole(per) .. '/' .. units, 'id', id)
  call('PEXPIRE', key, whole(reset))
  return math.ceil(level / per), reset
end

-- Takes the cost. Returns the permits in use, the ms until all have accrued, and the receipt.
local function commit_token_bucket(key, cost, limit, length, burst, level, id, new_id)
  limit, length, burst = tonumber(limit), tonumber(length), tonumber(burst)
  local units = burst * length * 1000 <= 2 ^ 52 and 1000 or 1
  local now = in_units(now_micros(), units)
  if level == '' then
    level, now, _, _, id = read_token_bucket(key, limit, length, burst)
  end
  id = level > 0 and id or new_id
  local count, reset = write_token_bucket(key, limit, level + cost * length * units, now, length * units, units, id)
  return count, reset, whole(now_micros()) .. ':' .. id
end
