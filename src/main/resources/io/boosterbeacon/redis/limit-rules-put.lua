-- Adds or replaces a rule of rate limits.
-- KEYS  the rules of an application: a hash of "<end in ms since 1970> <rule>" by id, with a version
-- ARGV  id, rule, lifetime in ms, new version, the most rules
-- reply {1}, or {0} if there are too many rules
local time = call('TIME')
local ends = math.floor(time[1] * 1000 + time[2] / 1000) + ARGV[3]
if call('HLEN', KEYS[1]) > tonumber(ARGV[5]) then
  return {0}
end
call('HSET', KEYS[1], ARGV[1], string.format('%.0f', ends) .. ' ' .. ARGV[2], 'version', ARGV[4])
if call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  call('PEXPIRE', KEYS[1], ARGV[3])
end
return {1}
