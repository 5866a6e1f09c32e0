-- Functions for the revocation scripts; this file is put before each of them.
-- KEYS[1] the index of all entries by expiry, KEYS[2] the same by time of revocation, KEYS[3] the number of members of
-- the index for each kind. A member is "<subject> <reason>", as in the entry; its kind is "<scope> <reason>". If there are
-- many kinds, the reason of further ones is OTHER in the index: the reply to a call for statistics must stay short.
-- A subject is "<scope>:<hash>"; scopes are 't' token, 's' session, 'u' user, 'c' client, 'i' issuer, 'k' claim;
-- in the audit also 'f' for a family of refresh tokens without a session.
-- KEYS[4] the subjects of unverified tokens by expiry.
-- KEYS[5] the epoch: "<id> <number of changes> <time of the loss in ms, or 0>".
-- KEYS[6] the horizon; see revocation-horizon.lua.
-- KEYS[7] the log of the changes, from which nodes keep replicas: a stream whose ids are "<number of changes>-0". An entry
-- has one field: "<time in microseconds>@<epoch id>|<change>|<change>...". A change is "<subject> <expiry in ms, or 0 if it was
-- restored>[ <cutoff>[;<cutoff of the exempt ids>;<exempt ids>]]", one for each id. The key is also the name of the channel on
-- which each change is published.
-- KEYS[8] the stream of the audit; see revocation-audit.lua. From KEYS[FIRST] on the entries, if a script has any.
-- Entries are "<time> <subject>[@<actor>[@<restored>]][;<more>] <reason>", with the time of revocation, or the cutoff, in
-- ms, and when the group was last restored before that.
-- An entry that was restored is "restored <time in ms>"; the time grows with each restoration. Entries with another
-- format were written by other clients: they refuse tokens, and are overwritten.
local MAX_KINDS, OTHER, FIRST, MAX_LOGGED = 1000, '(other)', 9, 20000
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Formats milliseconds as text. tostring() would round them.
local function millis(number)
  return string.format('%.0f', number)
end

-- The later one of this clock's time and a node's time, but at most an hour after this clock's time.
local function latest_now(node)
  return math.max(now, math.min(tonumber(node), now + 3600000))
end

-- Returns the parts of an entry; nothing if there is none, or if another client has written it.
local function parts_of(text)
  local since, subject, actor, restored, more, reason =
    string.match(text or '', '^(%d+) ([^;@ ]+)@?([^;@ ]*)@?(%d*);?(%S*) (.*)$')
  if since then
    return {time = tonumber(since), subject = subject, actor = actor, restored = tonumber(restored) or 0, more = more,
      reason = reason}
  end
end

-- Returns when something was restored; nothing if the text is not the mark of a restoration.
local function restored_at(text)
  return tonumber(string.match(text or '', '^restored (%d+)$'))
end

-- Returns when the thing with this text, and its parts, was restored last; 0 if it was not.
local function last_restored(text, entry)
  return entry and entry.restored or restored_at(text) or 0
end

local function text_of(entry)
  local restored = (entry.restored or 0) == 0 and '' or '@' .. millis(entry.restored)
  local actor = entry.actor == '' and restored == '' and '' or '@' .. entry.actor
  local more = entry.more == '' and '' or ';' .. entry.more
  return millis(entry.time) .. ' ' .. entry.subject .. actor .. restored .. more .. ' ' .. entry.reason
end

local function member_of(entry, reason)
  return entry.subject .. ' ' .. (reason or entry.reason)
end

local function kind_of(member)
  return (string.gsub(member, '^(%a):%S*', '%1', 1))
end

-- Returns the member of an entry that is in the index; nothing if there is none.
local function indexed_member(entry)
  for _, member in ipairs({member_of(entry), member_of(entry, OTHER)}) do
    if call('ZSCORE', KEYS[1], member) then
      return member
    end
  end
end

-- Counts an entry, and returns its member.
local function new_member(entry)
  local member = member_of(entry)
  if not call('HGET', KEYS[3], kind_of(member)) and call('HLEN', KEYS[3]) >= MAX_KINDS then
    member = member_of(entry, OTHER)
  end
  call('HINCRBY', KEYS[3], kind_of(member), 1)
  return member
end

-- Removes members that are in the index.
local function remove(members)
  if #members == 0 then
    return
  end
  call('ZREM', KEYS[1], unpack(members))
  call('ZREM', KEYS[2], unpack(members))
  local ended = {}
  for _, member in ipairs(members) do
    local kind = kind_of(member)
    ended[kind] = (ended[kind] or 0) + 1
  end
  for kind, number in pairs(ended) do
    if call('HINCRBY', KEYS[3], kind, -number) <= 0 then
      call('HDEL', KEYS[3], kind)
    end
  end
end

-- Removes an entry from the index. Entries of earlier versions are not in it.
local function forget(entry)
  local member = indexed_member(entry)
  if member then
    remove({member})
  end
end

-- Removes at most `limit` expired members. Returns whether there may be more.
local function prune(limit)
  local expired = call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
  remove(expired)
  local unverified = call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, limit)
  if #unverified > 0 then
    call('ZREM', KEYS[4], unpack(unverified))
  end
  return #expired == limit or #unverified == limit
end

-- No key expires before what is in it.
local function extend(key, expires_at)
  if call('PTTL', key) < expires_at - now then
    call('PEXPIREAT', key, millis(expires_at + 1))
  end
end

-- Adds an entry to the index. Each call also removes more expired members than it adds.
local function remember(entry, revoked_at, expires_at)
  local member = indexed_member(entry) or new_member(entry)
  call('ZADD', KEYS[1], millis(expires_at), member)
  call('ZADD', KEYS[2], millis(revoked_at), member)
  for i = 1, 3 do
    extend(KEYS[i], expires_at)
  end
  prune(16)
end

-- Returns id, number of changes and time of the loss; nothing if there is no valid epoch.
local function read_epoch()
  return string.match(call('GET', KEYS[5]) or '', '^(%S+) (%d+) (%d+)$')
end

-- Appends a change to the log. If that is refused, nodes notice that the change is missing. An epoch that was restored, or
-- written by another client, may have fewer changes than the log: then the log begins anew.
local function log_change(id, number, changed)
  local text = string.format('%.0f', time[1] * 1000000 + time[2]) .. '@' .. id .. '|' .. table.concat(changed, '|')
  local function add()
    local reply = redis.pcall('XADD', KEYS[7], 'MAXLEN', '~', MAX_LOGGED, millis(number) .. '-0', 'c', text)
    return type(reply) == 'string'
  end
  if not add() then
    redis.pcall('DEL', KEYS[7])
    add()
  end
  redis.pcall('PUBLISH', KEYS[7], millis(number))
end

-- Writes the epoch and, with the same lifetime, the log.
local function write_epoch(id, changes, lost_at, lifetime)
  local epoch = id .. ' ' .. millis(changes) .. ' ' .. millis(lost_at)
  call('SET', KEYS[5], epoch, 'PX', millis(lifetime))
  call('PEXPIRE', KEYS[7], millis(lifetime))
  return epoch
end

-- Counts a change in the epoch, so that nodes notice if the store loses it, and logs it. Returns the epoch, '' if there is
-- none.
local function count_change(changed)
  local id, changes, lost_at = read_epoch()
  if not id then
    return ''
  end
  log_change(id, changes + 1, changed)
  return write_epoch(id, changes + 1, tonumber(lost_at), math.max(call('PTTL', KEYS[5]), 60000))
end

-- The change of the marks with these ids, as in the log.
local function changed_marks(letter, ids, expires_at)
  local changed = {}
  for id in string.gmatch(ids, '[^,]+') do
    table.insert(changed, letter .. ':' .. id .. ' ' .. millis(expires_at))
  end
  return changed
end

-- Calls a function with each id of a list that is separated by commas.
local function each_id(ids, action)
  for id in string.gmatch(ids, '[^,]+') do
    action(id)
  end
end

local function has_id(ids, id)
  return string.find(',' .. ids .. ',', ',' .. id .. ',', 1, true) ~= nil
end
