-- Functions for scripts that write cutoffs; this file is put after revocation-index.lua. A cutoff is {cutoff, exempt ids
-- separated by commas, cutoff of the exempt ids or 0}.

local function share_an_id(some, others)
  for id in string.gmatch(some, '[^,]+') do
    if has_id(others, id) then
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

-- The cutoff that is stored.
local function cutoff_of(known)
  local exempt_cutoff, exempt = string.match(known.more, '^(%d+);(.+)$')
  return {cutoff = known.time, exempt = exempt or '', exempt_cutoff = tonumber(exempt_cutoff or 0)}
end

-- The part of an entry, and of a change, for the exempt ids.
local function more_of(one)
  return one.exempt == '' and '' or millis(one.exempt_cutoff) .. ';' .. one.exempt
end

-- The change of a cutoff, as in the log.
local function changed_cutoff(entry, expires_at)
  return entry.subject .. ' ' .. millis(expires_at) .. ' ' .. millis(entry.time)
    .. (entry.more == '' and '' or ';' .. entry.more)
end
