-- Functions for families of refresh tokens; this file is put after revocation-index.lua and revocation-horizon.lua.
-- A family is "<live or revoked> <hash of its current token> <start of this token> <end of the family> <idle time> <start>
-- <session or -> <groups separated by commas, or ->[ <client>]", with times in ms. An earlier version does not know clients: to
-- it, a family that is bound to one is unknown. Only the current token is known: every other one
-- that names the family is a spent one.
-- It is kept for a while after its end, at most for as long as it may live, so that an expired token is told from one that
-- never existed.
local KEPT_AFTER_END = 3600000

-- Returns the parts of a family; nothing if there is none, or if another client has written it.
local function read_family(key)
  local state, current, renewed_at, ends_at, idle, started_at, session, groups, client =
    string.match(call('GET', key) or '', '^(%l+) (%S+) (%d+) (%d+) (%d+) (%d+) (%S+) (%S+) ?(%S*)$')
  if state then
    return {state = state, current = current, renewed_at = tonumber(renewed_at), ends_at = tonumber(ends_at),
      idle = tonumber(idle), started_at = tonumber(started_at), session = session, groups = groups,
      client = client}
  end
end

-- The current token lives until it is idle for too long, or the family ends.
local function end_of_token(one)
  return math.min(one.renewed_at + one.idle, one.ends_at)
end

local function write_family(key, one)
  local text = table.concat({one.state, one.current, millis(one.renewed_at), millis(one.ends_at), millis(one.idle),
    millis(one.started_at), one.session, one.groups}, ' ') .. (one.client == '' and '' or ' ' .. one.client)
  local kept = math.min(KEPT_AFTER_END, math.max(one.idle, one.ends_at - one.started_at))
  call('SET', key, text, 'PX', millis(math.max(1, end_of_token(one) - now + kept)))
end

-- Its current token is one from now on.
local function renew_family(key, one)
  one.renewed_at = now
  write_family(key, one)
  extend_horizon(end_of_token(one))
end

local function revoke_family(key, one)
  one.state = 'revoked'
  write_family(key, one)
end

-- Whether a session is revoked, as revoke-token.lua has stored it.
local function is_revoked(key)
  local text = call('GET', key)
  return text and not restored_at(text)
end

-- The moment up to which families of a group are revoked, as revoke-group.lua has stored it; 0 if there is none.
local function cutoff_for(key, session)
  local text = call('GET', key)
  if not text or restored_at(text) then
    return 0
  end
  local known = parts_of(text)
  local exempt_cutoff, exempt = string.match(known and known.more or '', '^(%d+);(.+)$')
  if exempt and has_id(exempt, session) then
    return tonumber(exempt_cutoff)
  end
  -- other clients may have written it, or earlier versions, which wrote no subject
  return tonumber(string.match(text, '^(%d+) ')) or math.huge
end

-- Whether the session of a family, or one of its groups, was revoked since it began. From KEYS[first] on are the session, if
-- it has one, and the cutoffs of the groups, up to KEYS[last].
local function is_revoked_otherwise(one, first, last)
  if one.session ~= '-' then
    if is_revoked(KEYS[first]) then
      return true
    end
    first = first + 1
  end
  for i = first, last do
    if one.started_at <= cutoff_for(KEYS[i], one.session) then
      return true
    end
  end
  return false
end
