-- Sliding windows, an algorithm of rate-limit.lua. The counter is a hash with the number of the current window (ms since
-- 1970 divided by the length), its count, the count of the window before, and the length. The count of the window before
-- weighs as much as the share of it that is less than a length ago. To stay exact, all sums are multiplied by the
-- length: "weight". The receipt is the number of the window.

-- The largest count, so that weights stay exact. Only penalties can reach it.
local function most_sliding(length)
  return math.floor(2 ^ 52 / length)
end

-- Reads the windows as of now. Returns the number of the current window, its count, the count before, and the ms since
-- the current window began. Returns nil and the ms that are left if the subject is blocked, nil alone if the counter is
-- not a number.
local function read_sliding_window(key, length)
  local kept, blocked = read(key, 'window', 'current', 'previous', 'length')
  if blocked then
    return nil, blocked
  end
  local now = math.floor(now_micros() / 1000)
  local window = math.floor(now / length)
  local into = now - window * length
  if not kept[1] then
    return window, 0, 0, into
  end
  local number, current, previous, of = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3]), tonumber(kept[4])
  if not (number and current and previous and of) then
    return nil
  end
  if of ~= length then
    -- the length of the policy has changed: nothing that is counted may be lost
    return window, math.min(current + previous, most_sliding(length)), 0, into
  elseif number > window then
    -- the clock was set back, or another server with another clock has taken over
    return number, current, previous, 0
  elseif number == window then
    return window, current, previous, into
  elseif number == window - 1 then
    return window, 0, current, into
  end
  return window, 0, 0, into
end

-- The ms until the windows count nothing.
local function reset_sliding_window(length, current, previous, into)
  if current > 0 then
    return 2 * length - into
  end
  return previous > 0 and length - into or length
end

-- The ms until the cost fits, if nothing else is counted.
local function retry_sliding_window(rest, length, current, previous, into)
  if rest < 0 then
    -- the cost exceeds the limit, which was lowered: it never fits
    return 2 * length - into
  end
  if current <= rest then
    return math.max(1, length - math.floor((rest - current) * length / previous) - into)
  end
  return length - into + length - math.floor(rest * length / current)
end

-- Returns whether the cost is within the limit, the count, the ms until nothing is counted, the ms until the cost fits,
-- and the number of the window. Returns nil if the counter is not a number.
local function check_sliding_window(key, cost, limit, length)
  cost, limit, length = tonumber(cost), tonumber(limit), tonumber(length)
  local window, current, previous, into = read_sliding_window(key, length)
  if not window then
    local blocked = current
    return not blocked and nil, limit, blocked, blocked, ''
  end
  local weight = previous * (length - into) + current * length
  local fits = weight + cost * length <= limit * length
  return fits,
    math.ceil(weight / length),
    reset_sliding_window(length, current, previous, into),
    fits and 0 or retry_sliding_window(limit - cost, length, current, previous, into),
    whole(window)
end

-- Writes the windows. Returns the count, and the ms until nothing is counted.
local function write_sliding_window(key, length, window, current, previous, into)
  call('HSET', key, 'window', whole(window), 'current', whole(current), 'previous', whole(previous), 'length', length)
  call('PEXPIRE', key, 2 * length - into)
  return math.ceil((previous * (length - into) + current * length) / length),
    reset_sliding_window(length, current, previous, into)
end

-- Counts the cost. Returns the new count, the ms until nothing is counted, and the receipt.
local function commit_sliding_window(key, cost, length)
  length = tonumber(length)
  local window, current, previous, into = read_sliding_window(key, length)
  local count, reset = write_sliding_window(key, length, window, current + cost, previous, into)
  return count, reset, whole(window)
end
