-- Functions that write the audit; this file is put before the scripts that do so. The audit is a few streams; see AuditStream.
-- Their entries have the fields a (action), s (subject), f (hashes by which the entry is found, separated by commas),
-- r (reason), w (who: the hash of the actor), n (node), p (method and path template of a request).
-- A refused command of the audit stops nothing. Why the audit was not written: false if nothing was to be written, '' if
-- it was written.
local unaudited = false

local function try(...)
  local reply = redis.pcall(...)
  unaudited = unaudited or ''
  if type(reply) == 'table' and reply.err then
    if unaudited == '' then
      unaudited = (...) .. ' ' .. reply.err
    end
    return false
  end
  return reply
end

-- Appends an entry. Its number is that of the microsecond, so that the entries of several streams can be put into order.
local function add(stream, maximum, ...)
  local time = redis.call('TIME')
  local id = string.format('%.0f-%d', time[1] * 1000 + math.floor(time[2] / 1000), time[2] % 1000)
  local reply = redis.pcall('XADD', stream, 'MAXLEN', '~', maximum, id, ...)
  -- another entry may have been added in this microsecond, or before the clock was set back
  return type(reply) == 'string' and reply or try('XADD', stream, 'MAXLEN', '~', maximum, '*', ...)
end

-- Appends entries, {action, subject, hashes, reason, actor, request}, to a stream. Returns how many were written.
local function append(stream, now, maximum, retention, node, entries)
  local written = 0
  -- The expiry is first: a stream that cannot expire must not begin.
  if #entries == 0 or not try('PEXPIRE', stream, retention) then
    return 0
  end
  for _, one in ipairs(entries) do
    if add(stream, maximum, 'a', one[1], 's', one[2], 'f', one[3], 'r', one[4], 'w', one[5], 'n', node, 'p', one[6]) then
      written = written + 1
    end
  end
  -- More expired entries are removed than are added. The id 0-1 does not exist.
  local expired, last = {'0-1'}, string.format('%.0f', now - tonumber(retention) - 1)
  for _, entry in ipairs(try('XRANGE', stream, '-', last, 'COUNT', 32 + written) or {}) do
    table.insert(expired, entry[1])
  end
  try('XDEL', stream, unpack(expired))
  try('PEXPIRE', stream, retention)
  return written
end

-- Records a revocation or a restoration in KEYS[8]. The arguments of the audit are the last ones of a script: the maximum
-- number of entries (0: nothing is written), retention in ms, node, hashes by which the entry is found.
local function audit(now, action, subject, reason, actor)
  local first = #ARGV - 3
  if tonumber(ARGV[first]) > 0 then
    append(KEYS[8], now, ARGV[first], ARGV[first + 1], ARGV[first + 2],
      {{action, subject, ARGV[first + 3], reason, actor, ''}})
  end
end
