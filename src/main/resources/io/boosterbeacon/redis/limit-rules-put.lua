-- Adds or replaces a rule of rate limits.
-- KEYS  the rules of an application: a hash of "<end in ms since 1970> <rule>" by id, with a version
-- ARGV  id, rule, lifetime in ms, new version, the most rules
-- reply {1}, or {0} if there are too many rules
local time = call('TIME')
local now = math.floor(time[1] * 1000 + time[2] / 1000)

local function is_full()
  return call('HLEN', KEYS[1]) > tonumber(ARGV[5]) and call('HEXISTS', KEYS[1], ARGV[1]) == 0
end

if is_full() then
  -- rules that have ended are still there if nobody has read the rules since
  local all = call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local ends = all[i] ~= 'version' and tonumber(string.match(all[i + 1], '^(%d+) ')) or math.huge
    if ends <= now then
      call('HDEL', KEYS[1], all[i])
    end
  end
  if is_full() then
    return {0}
  end
end
call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now + ARGV[3]) .. ' ' .. ARGV[2], 'version', ARGV[4])
if call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  call('PEXPIRE', KEYS[1], ARGV[3])
end
return {1}
