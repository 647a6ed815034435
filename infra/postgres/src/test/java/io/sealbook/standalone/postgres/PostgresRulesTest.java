package io.sealbook.standalone.postgres;

import io.sealbook.api.HouseRules;

class PostgresRulesTest extends HouseRules {}
