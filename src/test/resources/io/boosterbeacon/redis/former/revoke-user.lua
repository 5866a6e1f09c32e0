-- Sets the cutoff of a user. A cutoff never moves back, and its expiry never becomes earlier.
-- KEYS  see revocation-index.lua; KEYS[6] the cutoff
-- ARGV  retention in ms, index member, reason, cutoff in ms ('' for now), the node's current time in ms, exempt ids
--       separated by commas
-- reply {0 if there was a cutoff, else 1; expiry in ms; entry; epoch}
-- entry "<cutoff> <index member> <reason>"; with exempt ids "<cutoff> <index member>;<cutoff of the ids or 0>;<ids>
--       <reason>"
local one = {cutoff = tonumber(ARGV[4]) or latest_now(ARGV[5]), exempt = ARGV[6], exempt_cutoff = 0}
local expires_at, fresh = math.max(now, one.cutoff) + tonumber(ARGV[1]), 1

local function share_an_id(some, others)
  for id in string.gmatch(some, '[^,]+') do
    if string.find(',' .. others .. ',', ',' .. id .. ',', 1, true) then
      return true
    end
  end
  return false
end

-- Combines two cutoffs. The result refuses what either refuses: an exemption never makes a token valid again.
local function both(later, earlier)
  if earlier.cutoff > later.cutoff then
    later, earlier = earlier, later
  end
  local of_exempt = share_an_id(later.exempt, earlier.exempt) and earlier.exempt_cutoff or earlier.cutoff
  of_exempt = math.max(later.exempt_cutoff, of_exempt)
  if of_exempt >= later.cutoff then
    return {cutoff = later.cutoff, exempt = '', exempt_cutoff = 0}
  end
  return {cutoff = later.cutoff, exempt = later.exempt, exempt_cutoff = of_exempt}
end

-- An entry with an unknown format was written by another client and is overwritten.
local since, tag = string.match(call('GET', KEYS[6]) or '', '^(%d+) (%S+) ')
if since then
  local exempt_cutoff, exempt = string.match(tag, '^[^;]+;(%d+);(.+)$')
  one = both(one, {cutoff = tonumber(since), exempt = exempt or '', exempt_cutoff = tonumber(exempt_cutoff or 0)})
  expires_at = math.max(expires_at, now + call('PTTL', KEYS[6]))
  fresh = 0
end
local member = ARGV[2]
if one.exempt ~= '' then
  member = member .. ';' .. millis(one.exempt_cutoff) .. ';' .. one.exempt
end
local entry = millis(one.cutoff) .. ' ' .. member .. ' ' .. ARGV[3]
call('SET', KEYS[6], entry, 'PX', millis(expires_at - now))
remember(KEYS[2], ARGV[2], now, expires_at)
return {fresh, expires_at, entry, count_change()}
