"""The public pipeline's event generator: seconds for about EVENTS coherent events of one experiment at one mass point.

Usage: darknewsPeer.py [--events N] [--experiment microboone]. Prints a JSON report. Coherent scattering only, else its defaults: both
helicities, 20 vegas iterations, events as a pandas frame on disk. Imports, set-up and a small warm-up are outside of the clock.
"""

import argparse
import json
import os
import tempfile
import time
from importlib.metadata import version

from DarkNews.GenLauncher import GenLauncher


def generate(evaluations, experiment, folder):
    """Events and seconds of one run of the generator."""
    launcher = GenLauncher(
        mzprime=1.25, m4=0.1, m5=0.3, epsilon=8e-4, gD=2.0, Umu5=1e-3, experiment=experiment, nopelastic=True,
        neval=evaluations, loglevel='ERROR', path=folder, seed=1,
    )  # fmt: skip
    begin = time.perf_counter()
    events = launcher.run(overwrite_path=folder)
    return len(events), time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--events', type=int, default=50000)
    parser.add_argument('--experiment', default='microboone')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warm_up, _ = generate(1000, options.experiment, folder)
        # A run leaves nearly two events (one for each helicity) for every evaluation of an iteration.
        events, seconds = generate(round(options.events * 1000 / warm_up), options.experiment, folder)
    versions = {'DarkNews': version('DarkNews'), 'numpy': version('numpy'), 'vegas': version('vegas')}
    cores = len(os.sched_getaffinity(0))
    print(json.dumps({'events': events, 'seconds': seconds, 'device': f'{cores} cores', 'versions': versions}))


main()
