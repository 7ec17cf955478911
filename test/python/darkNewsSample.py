"""Events of DarkNews (arXiv:2207.04137) at one point of a model, in its own Parquet, for tests.

Usage: darkNewsSample.py FOLDER SETTINGS. SETTINGS is a JSON object with the model (`dual` or `single`), masses in GeV and couplings under
dualnu's names, the experiment by DarkNews' name, the evaluations of an iteration and the seed. Writes FOLDER/pandas_df.parquet.

Columns, units, weights and frame are in docs/formats.md, "DarkNews' columns".
"""

import json
import sys
import warnings

from DarkNews.GenLauncher import GenLauncher

# As dualnu's defaults: kappa = 1, V_54 = 1/2 (docs/physics.md, section 1).
HALF = 0.5**0.5


def couplings(settings):
    """DarkNews' names of the model's masses and mixings."""
    if settings['model'] == 'dual':
        mixing = settings['Umu5_sq'] ** 0.5
        return {'m4': settings['m4_gev'], 'm5': settings['m5_gev'], 'UD4': HALF, 'UD5': HALF, 'Umu4': mixing, 'Umu5': mixing}
    return {'m4': settings['m4_gev'], 'UD4': 1.0, 'Umu4': settings['Umu4_sq'] ** 0.5}


def main():
    folder, settings = sys.argv[1], json.loads(sys.argv[2])
    # That the frame's attributes do not go into Parquet.
    warnings.filterwarnings('ignore', message='Could not serialize')
    launcher = GenLauncher(
        **couplings(settings),
        mzprime=settings['mZprime_gev'],
        epsilon=settings['epsilon'],
        gD=2.0,
        HNLtype='dirac',
        experiment=settings['experiment'],
        nopelastic=True,
        # The last iteration alone is kept: one, after ten short ones that adapt.
        neval=settings['evaluations'],
        nint=1,
        neval_warmup=1000,
        nint_warmup=10,
        seed=settings['seed'],
        loglevel='ERROR',
        path=folder,
        pandas=False,
        parquet=True,
    )  # fmt: skip
    launcher.run(overwrite_path=folder)


main()
