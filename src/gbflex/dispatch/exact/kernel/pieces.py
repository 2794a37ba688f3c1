"""Functions of straight pieces: corners at rising places, straight between them.

A function is a row of places and a row of values, with a count. Beyond its ends it goes on with slopes that the
caller gives: `up` below the first corner and `-down` above the last. Functions write into rows that the caller
gives and return how many corners they wrote.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import Numbers

__all__ = ["larger", "limited", "put", "shifted", "simpler", "value_at", "value_past", "widened"]

SAME_PLACE = 1e-12
STRAIGHT = 1e-10


def put(places: Numbers, values: Numbers, count: int, place: float, value: float) -> int:
    """One more corner; of two at one place the higher stays."""
    if count > 0 and place - places[count - 1] < SAME_PLACE:
        values[count - 1] = max(values[count - 1], value)
        return count
    places[count] = place
    values[count] = value
    return count + 1


def value_at(places: Numbers, values: Numbers, count: int, place: float, up: float, down: float) -> float:
    """The function at a place, its ends extended."""
    if place <= places[0]:
        return values[0] - up * (places[0] - place)
    if place >= places[count - 1]:
        return values[count - 1] - down * (place - places[count - 1])
    low, high = 0, count - 1
    while high - low > 1:
        middle = (low + high) // 2
        if places[middle] <= place:
            low = middle
        else:
            high = middle
    share = (place - places[low]) / (places[high] - places[low])
    return values[low] + share * (values[high] - values[low])


def value_past(
    places: Numbers, values: Numbers, count: int, corner: int, place: float, up: float, down: float
) -> float:
    """The function at a place at or after a corner and before the next one; corner -1 lies before all."""
    if corner < 0:
        return values[0] - up * (places[0] - place)
    if corner >= count - 1:
        return values[count - 1] - down * (place - places[count - 1])
    share = (place - places[corner]) / (places[corner + 1] - places[corner])
    return values[corner] + share * (values[corner + 1] - values[corner])


def limited(
    places: Numbers, values: Numbers, count: int, up: float, down: float, first: tuple[Numbers, Numbers],
    out: tuple[Numbers, Numbers],
) -> int:  # fmt: skip
    """The lowest function above this one that nowhere rises faster than `up` or falls faster than `down`."""
    back_places, back_values = first
    reached = values[count - 1]
    back_places[0], back_values[0] = places[count - 1], reached
    made = 1
    for k in range(count - 2, -1, -1):
        width = places[k + 1] - places[k]
        least = reached - up * width
        if values[k] <= least:
            reached = least
        else:
            if reached > values[k + 1]:
                slope = (values[k + 1] - values[k]) / width
                into = (reached - values[k + 1]) / (up - slope) if up > slope else 0.0
                if 0.0 < into < width:
                    back_places[made], back_values[made] = places[k + 1] - into, reached - up * into
                    made += 1
            reached = values[k]
        back_places[made], back_values[made] = places[k], reached
        made += 1
    out_places, out_values = out
    reached = back_values[made - 1]
    out_places[0], out_values[0] = back_places[made - 1], reached
    total = 1
    for k in range(made - 2, -1, -1):
        width = back_places[k] - back_places[k + 1]
        if width <= 0.0:
            continue
        left, right = back_values[k + 1], back_values[k]
        least = reached - down * width
        if right <= least:
            reached = least
        else:
            if reached > left:
                slope = (right - left) / width
                into = (reached - left) / (slope + down) if slope + down > 0.0 else 0.0
                if 0.0 < into < width:
                    out_places[total], out_values[total] = back_places[k + 1] + into, reached - down * into
                    total += 1
            reached = right
        out_places[total], out_values[total] = back_places[k], reached
        total += 1
    return total


def shifted(
    places: Numbers, values: Numbers, count: int, up: float, down: float, low: float, high: float,
    out: tuple[Numbers, Numbers],
) -> int:  # fmt: skip
    """The function between two places, its ends extended where they lie beyond."""
    out_places, out_values = out
    out_places[0], out_values[0] = low, value_at(places, values, count, low, up, down)
    made = 1
    for k in range(count):
        if low + SAME_PLACE < places[k] < high - SAME_PLACE:
            out_places[made], out_values[made] = places[k], values[k]
            made += 1
    out_places[made], out_values[made] = high, value_at(places, values, count, high, up, down)
    return made + 1


def widened(
    places: Numbers, values: Numbers, count: int, up: float, down: float,
    stretch: tuple[float, float, float, float], low: float, high: float, breaks: Numbers, queue: Numbers,
    out: tuple[Numbers, Numbers],
) -> int:  # fmt: skip
    """The best that can be had from each place y: worth + slope x move + the function at y + move.

    The move is free between two bounds; `stretch` is (least move, largest move, slope, worth). Between breaks the
    function at either end of the reach is straight, and the best corner inside it is one and the same.
    """
    least, most, slope, worth = stretch
    number = 1
    breaks[0] = low
    i, j = 0, 0
    while i < count or j < count:
        if j >= count or (i < count and places[i] - most <= places[j] - least):
            place = places[i] - most
            i += 1
        else:
            place = places[j] - least
            j += 1
        if low + SAME_PLACE < place < high - SAME_PLACE and place - breaks[number - 1] > SAME_PLACE:
            breaks[number] = place
            number += 1
    breaks[number] = high
    out_places, out_values = out
    made, head, tail, coming = 0, 0, 0, 0
    left = value_at(places, values, count, low + least, up, down) + slope * (low + least)
    right = value_at(places, values, count, low + most, up, down) + slope * (low + most)
    at_left, at_right = -1, -1
    for q in range(number):
        begin, end = breaks[q], breaks[q + 1]
        while at_left + 1 < count and places[at_left + 1] <= end + least:
            at_left += 1
        while at_right + 1 < count and places[at_right + 1] <= end + most:
            at_right += 1
        next_left = value_past(places, values, count, at_left, end + least, up, down) + slope * (end + least)
        next_right = value_past(places, values, count, at_right, end + most, up, down) + slope * (end + most)
        while coming < count and places[coming] <= begin + most + SAME_PLACE:
            gain = values[coming] + slope * places[coming]
            while tail > head:
                last = int(queue[tail - 1])
                if values[last] + slope * places[last] > gain:
                    break
                tail -= 1
            queue[tail] = coming
            tail += 1
            coming += 1
        while head < tail and places[int(queue[head])] < end + least - SAME_PLACE:
            head += 1
        inside = -float("inf")
        if head < tail:
            best = int(queue[head])
            inside = values[best] + slope * places[best]
        made = put(out_places, out_values, made, begin, max(left, right, inside) - slope * begin + worth)
        rise_left, rise_right = next_left - left, next_right - right
        first, second, third = 2.0, 2.0, 2.0
        if rise_left != rise_right:
            share = (right - left) / (rise_left - rise_right)
            if 0.0 < share < 1.0 and left + share * rise_left >= inside:
                first = share
        if inside > -float("inf"):
            if rise_left != 0.0:
                share = (inside - left) / rise_left
                if 0.0 < share < 1.0 and inside >= right + share * rise_right:
                    second = share
            if rise_right != 0.0:
                share = (inside - right) / rise_right
                if 0.0 < share < 1.0 and inside >= left + share * rise_left:
                    third = share
        for _ in range(3):
            share = min(first, second, third)
            if share > 1.0:
                break
            place = begin + share * (end - begin)
            value = max(left + share * rise_left, right + share * rise_right, inside)
            made = put(out_places, out_values, made, place, value - slope * place + worth)
            if first == share:
                first = 2.0
            elif second == share:
                second = 2.0
            else:
                third = 2.0
        left, right = next_left, next_right
    inside = -float("inf")
    if head < tail:
        best = int(queue[head])
        inside = values[best] + slope * places[best]
    return put(out_places, out_values, made, high, max(left, right, inside) - slope * high + worth)


def larger(
    places: Numbers, values: Numbers, count: int, others: tuple[Numbers, Numbers, int, float],
    out: tuple[Numbers, Numbers],
) -> int:  # fmt: skip
    """The larger of two functions at each place; the second is raised by a number."""
    other_places, other_values, other_count, raised = others
    out_places, out_values = out
    made, i, j = 0, 0, 0
    before, one_before, two_before = 0.0, 0.0, 0.0
    while i < count or j < other_count:
        place = places[i] if i < count else other_places[j]
        if i < count and j < other_count:
            place = min(places[i], other_places[j])
        while i < count and places[i] <= place:
            i += 1
        while j < other_count and other_places[j] <= place:
            j += 1
        one = value_past(places, values, count, i - 1, place, 0.0, 0.0)
        two = value_past(other_places, other_values, other_count, j - 1, place, 0.0, 0.0) + raised
        if made > 0:
            gap, next_gap = one_before - two_before, one - two
            if (gap > 0.0 > next_gap) or (gap < 0.0 < next_gap):
                share = gap / (gap - next_gap)
                made = put(
                    out_places, out_values, made, before + share * (place - before),
                    one_before + share * (one - one_before),
                )  # fmt: skip
        made = put(out_places, out_values, made, place, max(one, two))
        before, one_before, two_before = place, one, two
    return made


def simpler(places: Numbers, values: Numbers, count: int, lift: float, out: tuple[Numbers, Numbers]) -> int:
    """A function with fewer corners, nowhere below this one and nowhere more than `lift` above it.

    A corner below the line past it may go, but never two in a row: lines past them would add up.
    """
    out_places, out_values = out
    out_places[0], out_values[0] = places[0], values[0]
    made, dropped = 1, False
    for k in range(1, count - 1):
        share = (places[k] - out_places[made - 1]) / (places[k + 1] - out_places[made - 1])
        above = out_values[made - 1] + share * (values[k + 1] - out_values[made - 1]) - values[k]
        if not dropped and -STRAIGHT <= above <= lift + STRAIGHT:
            dropped = True
            continue
        out_places[made], out_values[made] = places[k], values[k]
        made, dropped = made + 1, False
    if count > 1:
        out_places[made], out_values[made] = places[count - 1], values[count - 1]
        made += 1
    return made
