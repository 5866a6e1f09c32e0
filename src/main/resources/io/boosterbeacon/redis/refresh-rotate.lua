-- Replaces the current refresh token of a family by its successor. If a spent token is presented, it revokes the family;
-- then revoke-token.lua, which follows this file, revokes its session in the same step.
-- KEYS  those of revoke-token.lua for the session, if there is one; then the cutoffs of the groups, the family, its grace
-- ARGV  those of revoke-token.lua for the session, or else for the family, without those of the audit; then the number of groups, hash of the presented token, hash
--       of its successor, salt of the successor, grace in ms, client or ''; then those of the audit
-- reply {outcome, start of the family in ms, end of the current token in ms, salt, why the audit was not written}; if the session was revoked now,
--       that of revoke-token.lua
-- The grace is "<hash of the last spent token> <salt of its successor>", and lives as long as the spent token may be
-- presented again.
local retention, groups, presented, successor, salt, grace, client =
  tonumber(ARGV[2]), tonumber(ARGV[9]), ARGV[10], ARGV[11], ARGV[12], tonumber(ARGV[13]), ARGV[14]
local family_key, grace_key = KEYS[#KEYS - 1], KEYS[#KEYS]
local first_own_key = #KEYS - 1 - groups
local family = read_family(family_key)

local function answer(outcome, salt_of_current)
  return {outcome, family and family.started_at or 0, family and end_of_token(family) or 0, salt_of_current or '',
    unaudited}
end

if not family then
  return answer('UNKNOWN')
end
if family.state ~= 'live' then
  return answer('REVOKED')
end
-- Revocations of what a token descends from are kept until the horizon, but an earlier version did not know it: it kept them
-- for as long as that of the session, and its families have not extended the horizon. If a token was not rotated for longer,
-- one may be forgotten.
if end_of_token(family) <= now or now - family.renewed_at > retention then
  return answer('EXPIRED')
end
if is_revoked_otherwise(family, FIRST, #KEYS - 2) then
  -- for good: the family may live longer than the entry that says so
  revoke_family(family_key, family)
  return answer('REVOKED')
end
local _, _, lost_at = read_epoch()
if lost_at and family.started_at <= tonumber(lost_at) then
  return answer('LOST')
end
if family.client ~= '' and family.client ~= client then
  return answer('WRONG_CLIENT')
end
if family.current == presented then
  family.current = successor
  renew_family(family_key, family)
  call('SET', grace_key, presented .. ' ' .. salt, 'PX', millis(math.max(1, grace)))
  return answer('ROTATED', salt)
end
local previous, salt_of_current = string.match(call('GET', grace_key) or '', '^(%S+) (%S+)$')
if grace > 0 and previous == presented then
  return answer('REPEATED', salt_of_current)
end
revoke_family(family_key, family)
if family.session == '-' then
  count_change({})
  audit(now, 'revoked', ARGV[3], ARGV[4], ARGV[6])
  return answer('REUSED')
end
local KEYS = {unpack(KEYS, 1, first_own_key - 1)}
