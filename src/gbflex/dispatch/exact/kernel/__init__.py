"""The exact storage algorithm as plain loops over numbers: run as it is on lists, or compiled on arrays.

One source for both, so that they give the same bits. Written for a compiler: no slices, no objects, work space
from the caller. The rule, with its proof, is in docs/methods/exact-storage.md; `dispatch.exact` calls it.

The nouns, each a tuple of rows:

- `Numbers`, `Whole`: a row of floats, of whole numbers (numbers.py).
- `Steps`: what each step allows and pays (path.py).
- `Profit`: one step's worth by what it takes out of the store, straight between at most four bends (step.py).
- `Tape`: values of stored energy as straight segments, one value after another (numbers.py).
- `Ranks`: one concave value as slopes in falling order with their lengths (path.py, ranked.py).
- `Bench`: work space of a step on segments: vertices, edges, peaks, lines (step.py).
- `Pages`: by step, where on the tape the way forward finds the value after it (path.py).
- `Probe`: states of a schedule, and what a MWh more and less is worth at each: for explanations (path.py).
- `Blocks`: when each block of reserve begins, what its levels pay and the states they allow (menu.py).
- `Shelves`: by level, where on the tape each step's and each block's value begins (menu.py).
- Standings: the ways in which a plant's engines may run or stand, several engines together (heat.py).
"""
