-- Finds entries of the audit, newest first. Examines a limited number of entries in a call, so that a long audit does not
-- block the server: it must be called again with the returned position while there are more.
-- KEYS  the streams; see revocation-audit.lua for their entries
-- ARGV  earliest time in ms, time in ms before which the entries are ('' for any), retention in ms, maximum number of found
--       entries, maximum number of examined entries, hashes separated by commas ('' for any), letter of the scope ('' for
--       any), action ('' for any), actor ('' for any), position after which to continue ('' for the newest entry)
-- reply {1 if there are more, position, and for each entry its time in ms, action, subject, reason, actor, node, request}
-- A position is "<time>-<number>-<stream>": entries of the same id are ordered by the number of their stream.
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local from = math.max(tonumber(ARGV[1]), now - tonumber(ARGV[3]), 0)
local limit, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local position, last, last_stream = ARGV[10], string.match(ARGV[10], '^(%d+%-%d+)%-(%d+)$')
local streams, more = {}, 0

local function millis(number)
  return string.format('%.0f', number)
end

-- The highest id of a stream that is still to be examined. Servers before 6.2 have no exclusive ranges.
local function highest(stream)
  if not last then
    return ARGV[2] == '' and '+' or millis(tonumber(ARGV[2]) - 1)
  end
  local ms, number = string.match(last, '^(%d+)%-(%d+)$')
  if stream > tonumber(last_stream) then
    return last
  end
  return tonumber(number) > 0 and ms .. '-' .. millis(tonumber(number) - 1) or millis(tonumber(ms) - 1)
end

for i, key in ipairs(KEYS) do
  local entries = call('XREVRANGE', key, highest(i), millis(from), 'COUNT', most)
  streams[i] = {entries = entries, next = 1}
  if #entries == most then
    more = 1
  end
end

local function order_of(entry)
  local ms, number = string.match(entry[1], '^(%d+)%-(%d+)$')
  return tonumber(ms), tonumber(number)
end

-- The stream whose next entry is the newest one.
local function newest()
  local found, found_ms, found_number
  for i, stream in ipairs(streams) do
    local entry = stream.entries[stream.next]
    if entry then
      local ms, number = order_of(entry)
      if not found or ms > found_ms or (ms == found_ms and number > found_number) then
        found, found_ms, found_number = i, ms, number
      end
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

local reply = {0, position}
for _ = 1, most do
  local i = newest()
  if not i then
    break
  end
  if #reply >= 2 + 7 * limit then
    more = 1
    break
  end
  local entry = streams[i].entries[streams[i].next]
  streams[i].next = streams[i].next + 1
  position = entry[1] .. '-' .. i
  local fields = fields_of(entry)
  if is_wanted(fields) then
    local values = {(order_of(entry)), fields.a, fields.s, fields.r, fields.w, fields.n, fields.p}
    for _, value in ipairs(values) do
      table.insert(reply, value)
    end
  end
end
if newest() then
  more = 1
end
reply[1], reply[2] = more, position
return reply
