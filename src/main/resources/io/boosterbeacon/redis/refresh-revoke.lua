-- Revokes a family of refresh tokens; then revoke-token.lua, which follows this file, revokes its session in the same step.
-- KEYS  those of revoke-token.lua for the session, if there is one; then the family
-- ARGV  those of revoke-token.lua for the session, or else for the family
-- reply {outcome, 0, 0, '', why the audit was not written}; if the family has a session, that of revoke-token.lua
local family_key = KEYS[#KEYS]
local family = read_family(family_key)
if not family then
  return {'UNKNOWN', 0, 0, '', unaudited}
end
local was_live = family.state == 'live'
if was_live then
  revoke_family(family_key, family)
end
if family.session == '-' then
  if was_live then
    count_change({})
  end
  audit(now, was_live and 'revoked' or 'again', ARGV[3], ARGV[4], ARGV[6])
  return {was_live and 'REVOKED' or 'ALREADY_REVOKED', 0, 0, '', unaudited}
end
local KEYS = {unpack(KEYS, 1, #KEYS - 1)}
