-- Reads the state of the rules of rate limits. The rules themselves are read by a command: a script that takes them apart
-- would keep the server from other work for several times as long.
-- KEYS  the rules of an application (limit-rules-put.lua)
-- reply {version, '' if there are no rules; ms since 1970; ms until the key expires}
local time = call('TIME')
return {
  call('HGET', KEYS[1], 'version') or '',
  math.floor(time[1] * 1000 + time[2] / 1000),
  math.max(0, call('PTTL', KEYS[1]))
}
