package io.sealbook.store;

import io.sealbook.api.HouseRules;

class HouseTest extends HouseRules {}
