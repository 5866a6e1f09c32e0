-- Sets the cutoff of a group of tokens. A cutoff never moves back, and its expiry never becomes earlier. It is kept at least
-- until the horizon.
-- KEYS  see revocation-index.lua; KEYS[FIRST] the cutoff
-- ARGV  retention in ms, subject, reason, cutoff in ms ('' for now), the node's current time in ms, exempt ids separated
--       by commas, actor, 1 for a dry run, then those of the audit
-- reply {0 if there was a cutoff, else 1; expiry in ms; entry; epoch; why the audit was not written, see
--       revocation-audit.lua}
-- entry with exempt ids, <more> is "<cutoff of the ids or 0>;<ids>". After a restoration it says when that was: nodes
--       remember the cutoff before, which may be a later one
local text = call('GET', KEYS[FIRST])
local known = parts_of(text)
local one = {cutoff = tonumber(ARGV[4]) or latest_now(ARGV[5]), exempt = ARGV[6], exempt_cutoff = 0}
if ARGV[4] == '' and known and known.time > now then
  -- a node whose clock is ahead has set it; what has begun after that, has begun up to now
  one.cutoff = math.max(one.cutoff, known.time + 1)
end
local expires_at, fresh = math.max(math.max(now, one.cutoff) + tonumber(ARGV[1]), (read_horizon())), 1

if known then
  one = both(one, cutoff_of(known))
  expires_at = math.max(expires_at, now + call('PTTL', KEYS[FIRST]))
  fresh = 0
end
local entry = {time = one.cutoff, subject = ARGV[2], actor = ARGV[7], restored = last_restored(text, known),
  more = more_of(one), reason = ARGV[3]}
if ARGV[8] == '1' then
  return {fresh, expires_at, text_of(entry), '', false}
end
if known and member_of(known) ~= member_of(entry) then
  forget(known)
end
call('SET', KEYS[FIRST], text_of(entry), 'PX', millis(expires_at - now))
remember(entry, now, expires_at)
audit(now, fresh == 1 and 'revoked' or 'again', ARGV[2], ARGV[3], ARGV[7])
return {fresh, expires_at, text_of(entry), count_change({changed_cutoff(entry, expires_at)}), unaudited}
