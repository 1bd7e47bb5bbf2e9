/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of secrets: as it comes, laid over a good one, and as the plain form within. */
#include "config.h"

#include "herald-fuzz-site.h"

#include "crypto/herald-vault-file.h"

#include <sodium.h>
#include <string.h>

static HeraldVaultKey *
get_key (void)
{
  static HeraldVaultKey *key; /* (owned): of the process */
  const HeraldVaultCost  cost = HERALD_VAULT_COST_LEAST;

  if (key == NULL)
    key = herald_vault_key_new ("passphrase", &cost, NULL);
  return key;
}

static GBytes *
get_file (void)
{
  static GBytes *file; /* (owned): of the process */
  g_autoptr (HeraldVaultEntries) entries = NULL;

  if (file != NULL)
    return file;
  entries = herald_vault_entries_new ();
  g_assert_true (herald_vault_entries_set (entries, "env\napi-token\nid", "value", NULL));
  file = herald_vault_file_seal (entries, get_key (), NULL);
  return file;
}

/* Nobody has the key to what comes from outside. */
static void
try_as_it_comes (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) file = g_bytes_new (data, size);
  g_autoptr (HeraldVaultEntries) entries = herald_vault_file_open (file, get_key (), NULL);

  g_assert_null (entries);
}

/* Only the untouched file opens. */
static void
try_over_good_one (const guint8 *data, gsize size)
{
  gsize         good_size = 0;
  gconstpointer good = g_bytes_get_data (get_file (), &good_size);
  guint8       *changed = g_memdup2 (good, good_size);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (HeraldVaultEntries) entries = NULL;
  gboolean same;

  for (gsize i = 0; i < MIN (size, good_size); i++)
    changed[i] ^= data[i];
  same = memcmp (changed, good, good_size) == 0;
  file = g_bytes_new_take (changed, good_size);
  entries = herald_vault_file_open (file, get_key (), NULL);
  g_assert_true ((entries != NULL) == same);
}

/* What is taken is written again in the same bytes. */
static void
try_as_plain_form (const guint8 *data, gsize size)
{
  g_autoptr (HeraldVaultEntries) entries = herald_vault_entries_parse (data, size, NULL);
  guint8 *again;
  gsize   again_size = 0;

  if (entries == NULL)
    return;
  again = herald_vault_entries_write (entries, &again_size, NULL);
  g_assert_true (again != NULL && again_size == size && memcmp (again, data, size) == 0);
  sodium_free (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  try_as_it_comes (data, size);
  try_over_good_one (data, size);
  try_as_plain_form (data, size);
  return 0;
}
