-- Functions for all scripts; this file is put before each of them.

-- Runs a command. The error of a refused command contains the command's name, which some servers leave out.
local function call(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    error('REFUSED ' .. (...) .. ' ' .. reply.err, 0)
  end
  return reply
end

-- Wakes the waiters of a lease. A refused PUBLISH is ignored, because waiters also have a timeout.
local function publish(channel, name)
  redis.pcall('PUBLISH', channel, name)
end
