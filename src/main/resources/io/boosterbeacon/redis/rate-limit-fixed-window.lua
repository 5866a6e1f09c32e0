-- Fixed windows, an algorithm of rate-limit.lua. The counter is a hash with the count and the id of the window. It
-- expires when the window ends.
-- ARGV  limit, window in ms
local fixed_window = {}

-- Checks whether the cost is within the limit. Changes nothing, except that a counter without an expiry, which would
-- deny requests for ever, gets one.
function fixed_window.check(key, cost, limit, length)
  local window = call('HMGET', key, 'count', 'id')
  local count = tonumber(window[1] or 0)
  if not count then
    return nil
  end
  local left = call('PTTL', key)
  if left == -1 then
    call('PEXPIRE', key, length)
  end
  if left < 0 then
    left = tonumber(length)
  end
  return {fits = count + tonumber(cost) <= tonumber(limit), count = count, left = left, id = window[2] or ''}
end

-- Counts the cost. Begins a window if there is none; an existing window keeps its end.
function fixed_window.commit(key, cost, length, state, id)
  if state.id == '' then
    call('HSETNX', key, 'id', id)
    call('PEXPIRE', key, length)
    state.id = id
  end
  state.count = call('HINCRBY', key, 'count', cost)
end
