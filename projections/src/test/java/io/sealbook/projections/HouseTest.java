package io.sealbook.projections;

import io.sealbook.api.HouseRules;

class HouseTest extends HouseRules {}
