-- Begins a family of refresh tokens with its first token.
-- KEYS  the family
-- ARGV  hash of the token, idle time in ms, lifetime of the family in ms, the node's current time in ms, session or -,
--       groups separated by commas or -
-- reply {start of the family in ms, end of the token in ms}
local one = {state = 'live', current = ARGV[1], idle = tonumber(ARGV[2]), ends_at = now + tonumber(ARGV[3]),
  started_at = latest_now(ARGV[4]), session = ARGV[5], groups = ARGV[6]}
renew_family(KEYS[1], one)
return {one.started_at, end_of_token(one)}
