-- Finds entries of the audit, newest first. Examines a limited number of entries in a call, so that a long audit does not
-- block the server: it must be called again with the returned position while there are more.
-- KEYS  the streams; see revocation-audit.lua for their entries
-- ARGV  earliest time in ms, time in ms before which the entries are ('' for any), retention in ms, maximum number of found
--       entries, maximum number of examined entries, hashes separated by commas ('' for any), letter of the scope ('' for
--       any), action ('' for any), actor ('' for any), position after which to continue ('' for the newest entry)
-- reply {1 if there are more, position, and for each entry its time in ms, action, subject, reason, actor, node, request}
-- A position is "<time>-<number>-<stream>": entries of the same id are ordered by the number of their stream.
local PART = 250 -- how many entries of a stream are read together
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local from = math.max(tonumber(ARGV[1]), now - tonumber(ARGV[3]), 0)
local limit, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local position, last, last_stream = ARGV[10], string.match(ARGV[10], '^(%d+%-%d+)%-(%d+)$')
local streams = {}

local function millis(number)
  return string.format('%.0f', number)
end

local function order_of(id)
  local ms, number = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(number)
end

-- The highest possible id before an id; nothing if there is none. Servers before 6.2 have no exclusive ranges.
local function before(id)
  local ms, number = order_of(id)
  if number > 0 then
    return millis(ms) .. '-' .. millis(number - 1)
  end
  return ms > 0 and millis(ms - 1) or nil
end

-- The highest id of a stream that is still to be examined.
local function highest(stream)
  if not last then
    return ARGV[2] == '' and '+' or millis(tonumber(ARGV[2]) - 1)
  end
  return stream > tonumber(last_stream) and last or before(last)
end

-- Moves a stream to its next entry; to nothing if there is none.
local function advance(stream)
  stream.next = stream.next + 1
  if stream.next > #stream.entries and stream.highest then
    stream.entries = call('XREVRANGE', stream.key, stream.highest, millis(from), 'COUNT', PART)
    stream.next = 1
    stream.highest = #stream.entries == PART and before(stream.entries[PART][1]) or nil
  end
  stream.entry = stream.entries[stream.next]
  if stream.entry then
    stream.ms, stream.number = order_of(stream.entry[1])
  end
end

for i, key in ipairs(KEYS) do
  streams[i] = {key = key, highest = highest(i), entries = {}, next = 0}
  advance(streams[i])
end

-- The number of the stream whose next entry is the newest one; nothing if there are no more.
local function newest()
  local found, best
  for i, stream in ipairs(streams) do
    if stream.entry and (not best or stream.ms > best.ms or (stream.ms == best.ms and stream.number > best.number)) then
      found, best = i, stream
    end
  end
  return found
end

local function fields_of(entry)
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  return fields
end

local function has_any(ids)
  for id in string.gmatch(ids, '[^,]+') do
    if string.find(',' .. ARGV[6] .. ',', ',' .. id .. ',', 1, true) then
      return true
    end
  end
  return false
end

local function is_wanted(fields)
  return fields.a and fields.s and fields.f and fields.r and fields.w and fields.n and fields.p
    and (ARGV[7] == '' or string.sub(fields.s, 1, 1) == ARGV[7])
    and (ARGV[8] == '' or fields.a == ARGV[8])
    and (ARGV[9] == '' or fields.w == ARGV[9])
    and (ARGV[6] == '' or has_any(string.sub(fields.s, 3) .. ',' .. fields.f))
end

local reply, examined, found = {0, position}, 0, newest()
while found and examined < most and #reply < 2 + 7 * limit do
  local stream = streams[found]
  local fields = fields_of(stream.entry)
  position = stream.entry[1] .. '-' .. found
  if is_wanted(fields) then
    for _, value in ipairs({stream.ms, fields.a, fields.s, fields.r, fields.w, fields.n, fields.p}) do
      table.insert(reply, value)
    end
  end
  examined = examined + 1
  advance(stream)
  found = newest()
end
reply[1], reply[2] = found and 1 or 0, position
return reply
