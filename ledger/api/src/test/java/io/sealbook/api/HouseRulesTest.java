package io.sealbook.api;

import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The house rules for this module, and for {@code ledger/proof}, which cannot depend on it. */
class HouseRulesTest extends HouseRules {
    HouseRulesTest() {
        super(new ClassFileImporter().importPackages("io.sealbook.api", "io.sealbook.proof"));
    }
}
