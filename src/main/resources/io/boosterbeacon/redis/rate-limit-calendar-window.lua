-- Windows of a calendar, an algorithm of rate-limit.lua: fixed windows (rate-limit-fixed-window.lua) that begin and end
-- at given moments.

-- Returns the moment when the current window ends, in ms since 1970. The days are moments at which a window begins,
-- the first ones before and the last ones after the current time, unless the caller's clock is wrong by days. Each day
-- is divided into windows of the length; 0 stands for a window as long as the day.
local function calendar_end(length, days)
  local now = math.floor(now_micros() / 1000)
  local first, last
  for moment in string.gmatch(days, '%d+') do
    local day = tonumber(moment)
    if day <= now then
      first = day
    elseif not last then
      last = day
    end
  end
  first = first or now
  if length > 0 then
    local next = first + (math.floor((now - first) / length) + 1) * length
    return last and math.min(next, last) or next
  end
  return last or now + 86400000
end

local function check_calendar_window(key, cost, limit, length, days)
  local window_end = calendar_end(tonumber(length), days)
  local left = window_end - math.floor(now_micros() / 1000)
  local function has_ended()
    -- Redis 6 goes on counting the time of expiries during a script: the end of the current window may have come
    -- since the time of this call, in which the window goes on
    local time = call('TIME')
    return math.floor(time[1] * 1000 + time[2] / 1000) < window_end
  end
  local fits, count, reset, retry, id = check_fixed_window(key, cost, limit, left, has_ended)
  return fits, count, reset, retry, id
end

local function commit_calendar_window(key, cost, length, days, id, new_id)
  local count = call('HINCRBY', key, 'count', cost)
  if id == '' then
    call('HSETNX', key, 'id', new_id)
    call('PEXPIREAT', key, whole(calendar_end(tonumber(length), days)))
    id = new_id
  end
  return count, nil, id
end
