package io.sealbook.standalone;

import io.sealbook.api.HouseRules;

class HouseTest extends HouseRules {}
