-- Tells what is known of a family of refresh tokens, and changes nothing.
-- KEYS  the family
-- ARGV  hash of the presented token
-- reply {1 if there is such a family, start of the family in ms, end of the current token in ms, 1 if it was neither revoked
--       nor has expired, 1 if the token is the current one}
local family = read_family(KEYS[1])
if not family then
  return {0, 0, 0, 0, 0}
end
local ends_at = end_of_token(family)
return {1, family.started_at, ends_at, family.state == 'live' and ends_at > now and 1 or 0,
  family.current == ARGV[1] and 1 or 0}
