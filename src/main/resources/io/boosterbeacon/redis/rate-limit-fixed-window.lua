-- Fixed windows, an algorithm of rate-limit.lua. The counter is a hash with the count and the id of the window. It
-- expires when the window ends. The receipt is the id of the window.

-- Returns whether the cost is within the limit, the count, the ms until the window ends, the ms until the cost fits,
-- and the id of the window ('' if there is none). Returns nil if the count is not a whole number below
-- 10^16. Changes nothing, except that it deletes a window that has ended, and that a counter without an expiry gets
-- one: it would deny requests for ever. A function may tell whether a window that expires in this ms has ended.
local function check_fixed_window(key, cost, limit, length, has_ended)
  local window, blocked = read(key, 'count', 'id')
  if blocked then
    return false, tonumber(limit), blocked, blocked, ''
  end
  local text = window[2] or '0'
  if string.find(text, '%D') or #text > 16 then
    return nil
  end
  local count, id, left = tonumber(text), window[3] or '', call('PTTL', key)
  if left == 0 and has_ended and not has_ended() then
    left = 1
  elseif left == 0 then
    -- Redis keeps a key for one ms after its expiry
    call('DEL', key)
    count, id = 0, ''
  elseif left == -1 then
    call('PEXPIRE', key, length)
  end
  if left <= 0 or id == '' then
    left = tonumber(length)
  end
  return count + cost <= tonumber(limit), count, left, left, id
end

-- Counts the cost. Begins a window if there is none; an existing window keeps its end. Returns the new count, nil
-- because the end is the checked one, and the receipt.
local function commit_fixed_window(key, cost, length, id, new_id)
  local count = call('HINCRBY', key, 'count', cost)
  if id == '' then
    call('HSETNX', key, 'id', new_id)
    -- after all else: the end may have passed since the call began, and then this deletes the counter
    call('PEXPIRE', key, length)
    id = new_id
  end
  return count, nil, id
end
