-- Token buckets, an algorithm of rate-limit.lua. The counter is a hash with the level, the time of the level, and the
-- length with the units in a ms. The level is what has been taken and has not accrued again, in permits multiplied by the length: whole numbers
-- only. In each unit of time, the level sinks by the limit. The unit is 1 us, or 1 ms where the product of burst and
-- length in us is not exact in a double. The receipt is the time at which the permits were taken, in us.

-- Converts us to whole units, of which a ms has 1 or 1000.
local function in_units(micros, units)
  return units == 1000 and micros or math.floor(micros / 1000)
end

-- Reads the bucket as of now. Returns the level, the time and the length, in units, and the units in a ms. Returns nil
-- and the ms that are left if the subject is blocked, nil alone if the counter is not a number.
local function read_token_bucket(key, limit, length, burst)
  local kept, blocked = read(key, 'level', 'time', 'length')
  if blocked then
    return nil, blocked
  end
  local units = burst * length * 1000 <= 2 ^ 52 and 1000 or 1
  local now = in_units(now_micros(), units)
  local per = length * units
  if not kept[1] then
    return 0, now, per, units
  end
  local level, time = tonumber(kept[1]), tonumber(kept[2])
  local of, of_units = string.match(kept[3] or '', '^(%d+)/(%d+)$')
  if not (level and time and of) then
    return nil
  end
  if tonumber(of) ~= per or tonumber(of_units) ~= units then
    -- the policy has changed: the permits in use stay as many
    level, time = math.min(math.ceil(level / of) * per, 2 ^ 52), now
  end
  -- if the clock was set back, the time stands still: otherwise the same time would count twice
  now = math.max(now, time)
  local elapsed = now - time
  return elapsed >= level / limit and 0 or level - elapsed * limit, now, per, units
end

-- Returns whether the cost is within the burst, the permits in use, the ms until all have accrued, the ms until the
-- cost fits, and the level. Returns nil if the counter is not a number.
local function check_token_bucket(key, cost, limit, length, burst)
  cost, limit, length, burst = tonumber(cost), tonumber(limit), tonumber(length), tonumber(burst)
  local level, now, per, units = read_token_bucket(key, limit, length, burst)
  if not level then
    local blocked = now
    return not blocked and nil, burst, blocked, blocked, ''
  end
  local over = level + (cost - burst) * per
  return over <= 0,
    math.ceil(level / per),
    level > 0 and math.ceil(level / limit / units) or length,
    over > 0 and math.ceil(over / limit / units) or 0,
    ''
end

-- Writes the bucket. Returns the permits in use, and the ms until all have accrued.
local function write_token_bucket(key, limit, level, now, per, units)
  local reset = math.ceil(level / limit / units)
  if level <= 0 then
    call('DEL', key)
    return 0, per / units
  end
  call('HSET', key, 'level', whole(level), 'time', whole(now), 'length', whole(per) .. '/' .. units)
  call('PEXPIRE', key, whole(reset))
  return math.ceil(level / per), reset
end

-- Takes the cost. Returns the permits in use, the ms until all have accrued, and the receipt.
local function commit_token_bucket(key, cost, limit, length, burst)
  limit, length, burst = tonumber(limit), tonumber(length), tonumber(burst)
  local level, now, per, units = read_token_bucket(key, limit, length, burst)
  local count, reset = write_token_bucket(key, limit, level + cost * per, now, per, units)
  return count, reset, whole(now_micros())
end
