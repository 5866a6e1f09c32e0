-- Removes a rule of rate limits. With the last rule, the key is removed.
-- KEYS  the rules of an application (limit-rules-put.lua)
-- ARGV  id, new version
if call('HDEL', KEYS[1], ARGV[1]) == 1 then
  if call('HLEN', KEYS[1]) > 1 then
    call('HSET', KEYS[1], 'version', ARGV[2])
  else
    call('DEL', KEYS[1])
  end
end
return {}
