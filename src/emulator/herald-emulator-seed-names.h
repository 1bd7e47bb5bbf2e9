/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of made-up people in several scripts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One made-up person; nothing is owned. */
typedef struct
{
  const char *given;
  const char *family;
  const char *given_latin; /* for an address */
  const char *family_latin;
  const char *city;
  const char *country;
  const char *dial; /* such as “+81” */
} HeraldEmulatorName;

void herald_emulator_seed_names_get (guint number, HeraldEmulatorName *name);

G_END_DECLS
