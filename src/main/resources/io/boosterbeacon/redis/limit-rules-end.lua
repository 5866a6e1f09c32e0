-- Removes rules of rate limits that have ended. This does not change the version.
-- KEYS  the rules of an application (limit-rules-put.lua)
-- ARGV  their ids
local time = call('TIME')
local now = math.floor(time[1] * 1000 + time[2] / 1000)
for _, id in ipairs(ARGV) do
  -- it may have been replaced since it was read
  local ends = string.match(call('HGET', KEYS[1], id) or '', '^(%d+) ')
  if ends and tonumber(ends) <= now then
    call('HDEL', KEYS[1], id)
  end
end
return {}
