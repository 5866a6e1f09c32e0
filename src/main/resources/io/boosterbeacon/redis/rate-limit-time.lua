-- The time for the algorithms of rate-limit.lua that need one: whole microseconds since 1970, the same for all policies
-- of a call.
local micros
local function now_micros()
  if not micros then
    local time = call('TIME')
    micros = time[1] * 1000000 + time[2]
  end
  return micros
end

-- Writes a whole number below 2^53 without an exponent.
local function whole(number)
  return string.format('%.0f', number)
end
