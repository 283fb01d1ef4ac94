"""On what a price of a service rests, in words."""

from qyzmet.vocabulary import N_

from ...models import PriceGround

PRICE_GROUNDS = {
    PriceGround.CONTRACT: N_("by the contract"),
    PriceGround.PUBLISHED: N_("published by the operator (Law 46)"),
    PriceGround.MAINTENANCE: N_("by the cost of maintenance (¶ 103-2)"),
}
