-- Begins a family of refresh tokens with its first token.
-- KEYS  see revocation-index.lua; from KEYS[FIRST] on the session, if there is one, the cutoffs of the groups, the family
-- ARGV  hash of the token, idle time in ms, lifetime of the family in ms, the node's current time in ms, session or -,
--       groups separated by commas or -, client or '', when the login took place in ms, or '' for now
-- reply {start of the family in ms, end of the token in ms}
local one = {state = 'live', current = ARGV[1], idle = tonumber(ARGV[2]), ends_at = now + tonumber(ARGV[3]),
  started_at = now, session = ARGV[5], groups = ARGV[6], client = ARGV[7]}

-- It begins by this clock: whatever revokes it later has a later time. But a node whose clock is ahead may have revoked one of
-- the groups before, up to a time that is not yet reached here. A login after that time by the clock of its node begins then.
-- If the login took place before, the family begins with it, so that what has revoked it since then counts.
local login = tonumber(ARGV[8]) or math.huge
local by_node = math.min(latest_now(ARGV[4]), login)
one.started_at = math.min(now, login)
for i = one.session == '-' and FIRST or FIRST + 1, #KEYS - 1 do
  local cutoff = cutoff_for(KEYS[i], one.session)
  if cutoff < by_node then
    one.started_at = math.max(one.started_at, cutoff + 1)
  end
end

renew_family(KEYS[#KEYS], one)
-- for good: the family may live longer than the entry that says so
if is_revoked_otherwise(one, FIRST, #KEYS - 1) then
  revoke_family(KEYS[#KEYS], one)
end
return {one.started_at, end_of_token(one)}
