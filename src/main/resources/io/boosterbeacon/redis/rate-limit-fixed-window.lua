-- Fixed windows, one of the algorithms of rate-limit.lua. The counter is a hash of the window's count and id; its lifetime is
-- the window's.
-- ARGV  limit, window in ms
local fixed_window = {}

-- Check: whether the cost fits. Changes nothing, but a counter that lost its end, which would deny for ever, gets one.
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

-- Commit: counts the cost. An absent window begins here, a present one keeps its end.
function fixed_window.commit(key, cost, length, state, id)
  if state.id == '' then
    call('HSETNX', key, 'id', id)
    call('PEXPIRE', key, length)
    state.id = id
  end
  state.count = call('HINCRBY', key, 'count', cost)
end
