-- Reads the rules of rate limits if they have changed. Removes rules that have ended.
-- KEYS  the rules of an application (limit-rules-put.lua)
-- ARGV  the version that the caller knows, '' for none
-- reply {version}; if it has changed, followed by the id, the ms that are left, and the text of each rule
local version = call('HGET', KEYS[1], 'version') or ''
local reply = {version}
if version == ARGV[1] then
  return reply
end
local time = call('TIME')
local now = math.floor(time[1] * 1000 + time[2] / 1000)
local all = call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= 'version' then
    local ends, rule = string.match(all[i + 1], '^(%d+) (.*)$')
    if not ends or #ends > 15 then
      -- somebody else has changed it: it ends with the key
      table.insert(reply, all[i])
      table.insert(reply, math.max(0, call('PTTL', KEYS[1])))
      table.insert(reply, '')
    elseif tonumber(ends) > now then
      table.insert(reply, all[i])
      table.insert(reply, tonumber(ends) - now)
      table.insert(reply, rule)
    else
      call('HDEL', KEYS[1], all[i])
    end
  end
end
return reply
