/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the emulated organisation is called, wherever it is told. */
#pragma once

#define HERALD_EMULATOR_ORGANIZATION_NAME "Contoso (emulated)"
#define HERALD_EMULATOR_ORGANIZATION_UNIQUE_NAME "unqcontosoemulated"
#define HERALD_EMULATOR_ORGANIZATION_URL_NAME "contoso-emulated"
#define HERALD_EMULATOR_ORGANIZATION_VERSION "9.2.25083.00196" /* of the shape of real ones */
#define HERALD_EMULATOR_DATACENTER_ID "695f8e35-7f51-4d2c-9f1a-6a3d1c0e7b52"
