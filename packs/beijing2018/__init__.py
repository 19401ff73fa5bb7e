"""Beijing's law and policy of 2018 as data for qingtian: `law.at(day, packs=("beijing2018",))`."""
