-- Functions for the horizon; this file is put after revocation-index.lua.
-- The horizon is the latest end of the current token of any family of refresh tokens, whichever application has begun it.
-- Until then all families that exist now have either expired, or were rotated and have found what they were revoked by. So
-- whoever revokes a session or a group keeps the revocation for so long.
-- KEYS[6] "<horizon> <horizon when a loss was recorded last, or 0>", in ms. Lives until the horizon.

-- Returns the horizon, and what it was when a loss was recorded last; 0 if it is in the past, or not known.
local function read_horizon()
  local horizon, of_loss = string.match(call('GET', KEYS[6]) or '', '^(%d+) (%d+)$')
  return tonumber(horizon) or 0, tonumber(of_loss) or 0
end

local function write_horizon(horizon, of_loss)
  if horizon >= now then
    call('SET', KEYS[6], millis(horizon) .. ' ' .. millis(of_loss), 'PX', millis(horizon - now + 1))
  end
end

-- The current token of a family ends at this time.
local function extend_horizon(ends_at)
  local horizon, of_loss = read_horizon()
  if ends_at > horizon then
    write_horizon(ends_at, of_loss)
  end
end
