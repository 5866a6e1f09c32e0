-- This file is put before every script. Each definition in it adds to the time of every call of a script.

-- Runs a command. The error of a refused command contains the command's name, which some servers leave out.
local function call(...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    error('REFUSED ' .. (...) .. ' ' .. reply.err, 0)
  end
  return reply
end
