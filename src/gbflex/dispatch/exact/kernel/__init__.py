"""The exact storage algorithm as plain loops over numbers: run as it is on lists, or compiled on arrays.

One source for both, so that they give the same bits. Written for a compiler: no slices, no objects, work space
from the caller. The rule, with its proof, is in docs/methods/exact-storage.md; `dispatch.exact` calls it.
"""
