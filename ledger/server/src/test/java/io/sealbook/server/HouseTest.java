package io.sealbook.server;

import io.sealbook.api.HouseRules;

class HouseTest extends HouseRules {}
