-- Sliding windows, an algorithm of rate-limit.lua. The counter is a hash with the number of the current window (ms since
-- 1970 divided by the length), its count, the count of the window before, the length, and an id. The count of the window
-- before weighs as much as the share of it that is less than a length ago. To stay exact, all sums are multiplied by the
-- length: "weight". The receipt is the number of the window and the id of the counter: after a reset, the same window
-- has another id. If the length of the policy changes, the field "other" keeps the windows of the former length.

-- The largest count, so that weights stay exact. Only penalties can reach it.
local function most_sliding(length)
  return math.floor(2 ^ 52 / length)
end

-- Moves windows to the current time. Returns the number of the current window, its count, the count before, and the ms
-- since the current window began.
local function rolled(number, current, previous, length)
  local now = math.floor(now_micros() / 1000)
  local window = math.floor(now / length)
  if number > window then
    -- The clock was set back, or another server with another clock has taken over. The windows stay where they are: the
    -- current one has yet to begin, and the ms are negative.
    return number, current, previous, now - number * length
  elseif number < window then
    current, previous = 0, number == window - 1 and current or 0
  end
  return window, current, previous, now - window * length
end

-- What windows count, multiplied by the length.
local function weigh(length, current, previous, into)
  return previous * math.min(length, length - into) + current * length
end

-- The ms until the windows count nothing.
local function reset_sliding_window(length, current, previous, into)
  if current > 0 then
    return 2 * length - into
  end
  return previous > 0 and length - into or length
end

-- The ms until neither these windows nor those of another length count anything.
local function reset_both(length, current, previous, into, others_reset)
  if others_reset > 0 and current + previous == 0 then
    return others_reset
  end
  return math.max(others_reset, reset_sliding_window(length, current, previous, into))
end

-- What the windows of another length count, and the ms until they count nothing.
local function count_other(other)
  local number, current, previous, length = string.match(other or '', '^(%d+) (%d+) (%d+) (%d+)$')
  if not number then
    return 0, 0
  end
  local _, into
  length = tonumber(length)
  _, current, previous, into = rolled(tonumber(number), tonumber(current), tonumber(previous), length)
  local count = math.ceil(weigh(length, current, previous, into) / length)
  return count, count > 0 and reset_sliding_window(length, current, previous, into) or 0
end

-- Reads the windows as of now. Returns the number of the current window, its count, the count before, the ms since the
-- current window began, the id, whether the current window is the stored one, the ms until the block ends, nil if there
-- is none, and the windows of another length. Returns nil if the counter is not a number.
local function read_sliding_window(key, length)
  local kept, blocked = read(key, 'window', 'current', 'previous', 'length', 'id', 'other')
  if not kept[2] then
    local window, _, _, into = rolled(0, 0, 0, length)
    return window, 0, 0, into, nil, false, blocked
  end
  local number, current, previous, of = tonumber(kept[2]), tonumber(kept[3]), tonumber(kept[4]), tonumber(kept[5])
  if not (number and current and previous and of) then
    return nil
  end
  local other = kept[7] ~= '' and kept[7] or nil
  if of ~= length then
    -- The length of the policy has changed, or two versions of the application run beside each other. Each length has
    -- its windows, and both count. A third length adds what the first one counts to its own.
    local last, last_current, last_previous, last_length = string.match(other or '', '^(%d+) (%d+) (%d+) (%d+)$')
    other = table.concat({whole(number), whole(current), whole(previous), whole(of)}, ' ')
    if tonumber(last_length) == length then
      number, current, previous = tonumber(last), tonumber(last_current), tonumber(last_previous)
    else
      number, current, previous = math.floor(now_micros() / 1000 / length), (count_other(last and kept[7])), 0
    end
  end
  local window, into
  window, current, previous, into = rolled(number, current, previous, length)
  local stored = of == length and number == window
  local id = (other or stored or current + previous > 0) and kept[6]
  return window, current, previous, into, id, stored, blocked, other
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
-- and the receipt for the current window, '' if that is not stored yet. If the cost fits beside windows of another length,
-- returns the ms until the current window ends instead. Returns nil if the counter is not a number.
local function check_sliding_window(key, cost, limit, length)
  cost, limit, length = tonumber(cost), tonumber(limit), tonumber(length)
  local window, current, previous, into, id, stored, blocked, other = read_sliding_window(key, length)
  if not window then
    return nil
  elseif blocked then
    return false, limit, blocked, blocked, ''
  end
  local others, others_reset = 0, 0
  if other then
    others, others_reset = count_other(other)
  end
  local weight = weigh(length, current, previous, into)
  local fits = weight + (cost + others) * length <= limit * length
  local reset = reset_both(length, current, previous, into, others_reset)
  local retry = others > 0 and length - into or 0
  if not fits then
    local rest = limit - cost - others
    retry = rest < 0 and others > 0 and reset or retry_sliding_window(rest, length, current, previous, into)
  end
  return fits,
    math.ceil(weight / length) + others,
    reset,
    retry,
    stored and id and current > 0 and whole(window) .. ':' .. id or ''
end

-- Writes the windows. Returns the count, and the ms until nothing is counted.
local function write_sliding_window(key, length, window, current, previous, into, id, other)
  local others, others_reset = count_other(other)
  local reset = reset_both(length, current, previous, into, others_reset)
  call(
    'HSET', key,
    'window', whole(window),
    'current', whole(current),
    'previous', whole(previous),
    'length', length,
    'id', id
  )
  if other then
    call('HSET', key, 'other', others > 0 and other or '')
  end
  local count = math.ceil(weigh(length, current, previous, into) / length) + others
  -- windows that count nothing any more are kept for their receipts
  call('PEXPIRE', key, count > 0 and reset or length - into)
  return count, reset
end

-- Counts the cost. Returns the new count, the ms until nothing is counted, nil for those of the check, and the receipt.
local function commit_sliding_window(key, cost, length, count, receipt, new_id)
  if receipt ~= '' then
    call('HINCRBY', key, 'current', cost)
    return count + cost, nil, receipt
  end
  length = tonumber(length)
  local window, current, previous, into, id, _, _, other = read_sliding_window(key, length)
  id = (other or current + previous > 0) and id or new_id
  local reset
  count, reset = write_sliding_window(key, length, window, current + cost, previous, into, id, other)
  return count, reset, whole(window) .. ':' .. id
end
