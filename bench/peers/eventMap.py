"""An event in Python: a point of the hypercube mapped onto a mass point, for NumPy and for JAX (`xp` is either).

Both peers want the same expressions: float32, whole arrays, everything that is the same at all mass points computed once.
Nothing that a bin depends on changes when the whole event turns about the beam, or the leptons about the flight of N: leptons
are followed in the frame of N's flight, where boosts are along an axis.
"""

from typing import Any, NamedTuple

import numpy as np

from common import ELECTRON_MASS_SQ, FOUR_ME_SQ, Q2_CUT, Z_MASS_SQ

F = np.float32


def one_minus_exp(xp, s):
    """1 - exp(-s) without cancellation, by tanh: vector code for it is fast and everywhere."""
    t = xp.tanh(s * F(0.5))
    return (t + t) / (F(1) + t)


def logistic(xp, x):
    return F(1) / (F(1) + xp.exp(-x))


class Shared(NamedTuple):
    """What events have in common at all mass points, shape [events] each."""

    minus_s: Any
    q2: Any
    pair_mass: Any
    cos_pair: Any
    sin_pair: Any
    pair_x: Any
    pair_y: Any
    cos_lepton: Any
    lepton_x: Any
    lepton_y: Any
    side: Any
    ahead: Any
    behind: Any


def shared_of(work, events):
    """Shared of a slice of a work's events."""
    u = work.cube[:, events]

    def turn(v):
        return np.cos(F(2 * np.pi) * v), np.sin(F(2 * np.pi) * v)

    def sine(v):
        return np.sqrt(F(4) * v * (F(1) - v))

    (pair_x, pair_y), (lepton_x, lepton_y), (cos, sin) = turn(u[4]), turn(u[6]), turn(u[7])
    half = [F(h) for h in work.halfWidthsCm]
    x, y, z = (half[i] * (F(2) * u[8 + i] - F(1)) for i in range(3))
    # The side faces that a flight can reach, and how far they are across, are known from its azimuth.
    side = np.minimum(
        (half[0] - np.sign(cos) * x) / np.maximum(np.abs(cos), F(1e-30)),
        (half[1] - np.sign(sin) * y) / np.maximum(np.abs(sin), F(1e-30)),
    )
    return Shared(
        minus_s=u[0] - F(1),
        q2=u[1],
        pair_mass=u[2],
        cos_pair=F(1) - F(2) * u[3],
        sin_pair=sine(u[3]),
        pair_x=sine(u[3]) * pair_x,
        pair_y=sine(u[3]) * pair_y,
        cos_lepton=F(1) - F(2) * u[5],
        lepton_x=sine(u[5]) * lepton_x,
        lepton_y=sine(u[5]) * lepton_y,
        side=side,
        ahead=half[2] - z,
        behind=half[2] + z,
    )


def segments_of(xp, table):
    """Columns of an energy table's segments, shape [8][nodes - 1]: what `energies_in` needs of an event's segment."""
    energy, density, flux, survival = table
    width = xp.maximum(energy[1:] - energy[:-1], F(1e-30))
    slope = (density[:-1] - density[1:]) / width
    return xp.stack([
        survival[1:], density[1:], slope, F(2) * slope, width, energy[1:], flux[1:], (flux[:-1] - flux[1:]) / width,
    ])


def energies_in(xp, minus_s, segments):
    """Neutrino energies and flux/density of events, from the columns of the segments that they lie in."""
    survival, density, slope, twice_slope, width, energy, flux, flux_slope = segments
    above = xp.maximum(-minus_s - survival, F(0))
    root = xp.sqrt(xp.maximum(density * density + twice_slope * above, F(0)))
    depth = xp.minimum(F(2) * above / (density + root), width)
    return energy - depth, (flux + flux_slope * depth) / (density + slope * depth)


def produce(xp, c, E, m, M, p, form_factor):
    """Momentum transfer, weight, helicity fraction, energy and momentum of N, and 1 - cos of its angle."""
    m2, M2 = m * m, M * M
    two_me = (F(2) * M) * E
    s = M2 + two_me
    root = xp.sqrt(xp.maximum((two_me - (m2 + 2 * m * M)) * (two_me - (m2 - 2 * m * M)), F(0)))
    q2_max = F(0.5) * two_me * (two_me + m2 + root) / s - m2
    q2_min = (m2 * M) ** 2 / (s * q2_max)
    cut = xp.minimum(q2_max, F(Q2_CUT))
    spread = cut - q2_min
    lo = q2_min + p['q2Scale']
    q2 = q2_min + lo * c.q2 * spread / (lo + (F(1) - c.q2) * spread)
    ratio = (q2 + p['q2Scale']) / (q2 + p['mZprimeSq'])
    x = q2 + m2
    half_inverse = F(0.5) / E
    factor = F(1) - x * half_inverse * (F(1) / M + half_inverse * (F(1) - q2 * (F(0.5) / M2)))
    q = xp.sqrt(q2) * F(len(form_factor) - 1)
    left = xp.minimum(q.astype(np.int32), len(form_factor) - 2)
    at = form_factor[left]
    form = at + (q - left) * (form_factor[left + 1] - at)
    weight = spread / (lo * (cut + p['q2Scale'])) * (ratio * form) ** 2 * xp.maximum(factor, F(0))
    weight *= spread > 0
    # Helicity: 2 sqrt(s) times energies in the centre of mass.
    inverse = F(0.5) / xp.sqrt(s)
    e1, e2, e3 = two_me * inverse, (s + M2) * inverse, (two_me + m2) * inverse
    root_s = s * (inverse + inverse)
    e4, k = root_s - e3, root * inverse
    cos = xp.clip((F(2) * e1 * e3 - x) / (F(2) * e1 * k), F(-1), F(1))
    kc, ec = k * cos, e1 * cos
    conserving = (e3 + k) * (root_s * (e4 + k) + (e4 + kc) * (e2 + ec) - M2 * (F(1) - cos))
    flipping = m2 / (e3 + k) * (root_s * (e4 - k) + (e4 + kc) * (e2 - ec) - M2 * (F(1) + cos))
    conserved = conserving / (conserving + xp.maximum(flipping, F(0)))
    energy = E - q2 * (F(0.5) / M)
    momentum = xp.sqrt(xp.maximum((energy - m) * (energy + m), F(0)))
    one_minus_cos = xp.clip((x - 2 * m2 * E / (energy + momentum)) / (F(2) * E * momentum), F(0), F(2))
    return q2, weight, conserved, energy, momentum, one_minus_cos


def orientation(h, c, q2, pair_e, pair_p, daughter_e, e1, z1, d1, e2, z2, d2, d_pair):
    k1, k2 = e1 + h * z1, e2 + h * z2
    along = pair_p * c.cos_pair
    k_pair, k_daughter = pair_e + h * along, daughter_e - h * along
    numerator = k1 * d2 + k2 * d1 + F(ELECTRON_MASS_SQ) * k_daughter
    return numerator / ((q2 + F(2 * ELECTRON_MASS_SQ)) * F(1 / 6) * (k_daughter + F(2) * k_pair * d_pair / q2))


def map_events(xp, c, energies, p, response, form_factor):
    """(weight, z in units of q2Scale, x in cm, probability of each topology) of events at a mass point."""
    m, m_prime, M = p['m'], p['mPrime'], p['M']
    E, flux_weight = energies
    q2_produced, weight, conserved, energy_n, momentum_n, turned = produce(xp, c, E, m, M, p, form_factor)

    distance = p['pairLo'] * xp.exp(-c.pair_mass * p['pairLogRange'])
    above = p['pairLo'] * one_minus_exp(xp, c.pair_mass * p['pairLogRange'])
    gap = distance * one_minus_exp(xp, (F(1) - c.pair_mass) * p['pairLogRange'])
    q2 = above + F(FOUR_ME_SQ)
    kallen = xp.sqrt(gap * (gap + 4 * m * m_prime))
    pair_p, pair_e = kallen / (2 * m), (q2 + p['massSqDifference']) / (2 * m)
    polynomial = kallen * kallen + F(3) * q2 * (gap + 2 * m * m_prime)
    mass = xp.sqrt(q2)
    lepton_p = F(0.5) * xp.sqrt(above)
    along = lepton_p * c.cos_lepton
    gamma, gamma_beta = pair_e / mass, pair_p / mass
    # Along the pair's flight, and energies, in the rest frame of N.
    forward, moved = gamma * along, F(0.5) * pair_p
    b1, b2 = moved + forward, moved - forward
    shift = gamma_beta * along
    e1, e2 = F(0.5) * pair_e + shift, F(0.5) * pair_e - shift
    side_x, side_y = lepton_p * c.lepton_x, lepton_p * c.lepton_y
    z1 = c.cos_pair * b1 - c.sin_pair * side_x
    z2 = c.cos_pair * b2 + c.sin_pair * side_x
    x1 = c.cos_pair * side_x + c.sin_pair * b1
    x2 = c.sin_pair * b2 - c.cos_pair * side_x

    daughter_e = m - pair_e
    d1, d2 = daughter_e * e1 + pair_p * b1, daughter_e * e2 + pair_p * b2
    d_pair = daughter_e * pair_e + pair_p * pair_p
    splitting = xp.sqrt(gap + q2)
    asymmetry = -c.cos_pair * kallen * (F(2) * q2 - splitting * (m + m_prime)) / polynomial
    frame = (c, q2, pair_e, pair_p, daughter_e, e1, z1, d1, e2, z2, d2, d_pair)
    decay = conserved * (F(1) - asymmetry) * orientation(F(-1), *frame)
    decay += (F(1) - conserved) * (F(1) + asymmetry) * orientation(F(1), *frame)
    density = xp.sqrt(above / q2) * (F(1) + F(FOUR_ME_SQ / 2) / q2) * kallen * polynomial
    density *= (p['weightScale'] * p['pairNorm']) / distance
    weight = weight * flux_weight * xp.maximum(decay, F(0)) * density

    gamma, gamma_beta = energy_n / m, momentum_n / m
    E1, E2 = gamma * e1 + gamma_beta * z1, gamma * e2 + gamma_beta * z2
    Z1, Z2 = gamma * z1 + gamma_beta * e1, gamma * z2 + gamma_beta * e2
    # y of the leptons is side_y and -side_y.
    cross_x, cross_y, cross_z = side_y * (Z1 + Z2), Z1 * x2 - x1 * Z2, side_y * (x1 + x2)
    cross = xp.sqrt(cross_x * cross_x + cross_y * cross_y + cross_z * cross_z)
    opening = xp.arctan2(cross, x1 * x2 - side_y * side_y + Z1 * Z2)
    energy, least = E1 + E2, xp.minimum(E1, E2)
    cos_n, sin_n = F(1) - turned, xp.sqrt(turned * (F(2) - turned))
    pair_z = Z1 + Z2
    pair_x = pair_p * c.pair_x
    pair_y = pair_p * c.pair_y
    out_x = cos_n * pair_x + sin_n * pair_z
    theta = xp.arctan2(xp.sqrt(out_x * out_x + pair_y * pair_y), cos_n * pair_z - sin_n * pair_x)

    ahead = xp.where(cos_n >= 0, c.ahead, c.behind) / xp.maximum(xp.abs(cos_n), F(1e-30))
    distance = xp.minimum(c.side / xp.maximum(sin_n, F(1e-30)), ahead)
    x_cm = distance / xp.maximum(gamma_beta, F(1e-20))

    r = response
    degrees = F(180 / np.pi)
    e_share, t_share = energy / F(r['energyScaleGev']), theta * (degrees / F(r['angleScaleDeg']))
    efficiency = F(r['efficiency']) * one_minus_exp(xp, e_share * e_share) * xp.exp(-t_share * t_share)
    separated = efficiency * logistic(xp, (opening * degrees - F(r['openingDeg'])) / F(r['openingWidthDeg']))
    separated *= logistic(xp, (least - F(r['separationEnergyGev'])) / F(r['separationEnergyWidthGev']))
    two = separated * logistic(xp, (least - F(r['showerEnergyGev'])) / F(r['showerEnergyWidthGev']))
    z = q2_produced / ((F(1) + q2_produced / F(Z_MASS_SQ)) * p['q2Scale'])
    return weight, z, x_cm, (efficiency - separated, separated - two, two)
